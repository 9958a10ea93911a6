/// The Redis connection of a process: commands, scripts and channel subscriptions over one client
/// for a single server, Sentinel or Cluster. Scripts are files beside the class that runs them.
/// Commands for each entry of a list that may be long go through [im.common.redis.Pipeline]. Start
/// at [im.common.redis.Redis].
@NullMarked
package im.common.redis;

import org.jspecify.annotations.NullMarked;
