package im.common.config;

import java.util.List;

/// `redis.yml`; `redisMode` is `standalone`, `cluster` or `sentinel`, and standalone uses only the
/// first `address`.
public record RedisConfig(
    List<String> address,
    String username,
    @Secret String password,
    String redisMode,
    int db,
    int maxRetry,
    int poolSize,
    SentinelMode sentinelMode) {

  /// Checks the mode and the number of the database.
  public RedisConfig {
    redisMode = Check.oneOf("redisMode", redisMode, List.of("standalone", "cluster", "sentinel"));
    Check.atLeast("db", db, 0);
    Check.that(
        redisMode.equals("sentinel") || !address.isEmpty(),
        "address",
        address,
        "at least one entry");
  }

  @Override
  public String toString() {
    return Redacted.toString(this);
  }

  /// Sentinels that know the master called `masterName`.
  public record SentinelMode(
      String masterName,
      List<String> sentinelsAddrs,
      boolean routeByLatency,
      boolean routeRandomly) {}
}
