/// Caches inside a process that stay coherent between processes: entries are named by the Redis
/// keys of the reference and dropped when a `DELETE_CACHE_*` channel names them. A miss asks the
/// loader once. Start at [im.common.cache.LocalCache].
@NullMarked
package im.common.cache;

import org.jspecify.annotations.NullMarked;
