/// Caches on two levels that stay coherent between processes: inside the process and in Redis,
/// under the keys of the reference and in its format. What the `DELETE_CACHE_*` channels name is
/// dropped. A miss asks the store once. Start at [im.common.cache.TieredCache]; values that only
/// this process keeps are in an [im.common.cache.LocalCache], those that only Redis keeps in
/// [im.common.cache.SharedValues].
@NullMarked
package im.common.cache;

import org.jspecify.annotations.NullMarked;
