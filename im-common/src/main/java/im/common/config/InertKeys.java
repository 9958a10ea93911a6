package im.common.config;

import java.util.List;

/// Keys of the reference's files that are read, checked and so far change nothing. Who sets one to
/// something else than its default hears of it at the start.
final class InertKeys {
  /// Parts of `file: key`: of single keys or, with a dot at the end, of whole blocks.
  private static final List<String> BLOCKS =
      List.of(
          ": ratelimiter.",
          ": circuitBreaker.",
          "mongodb.yml: maxRetry",
          "redis.yml: maxRetry",
          "redis.yml: poolSize",
          "redis.yml: sentinelMode.route",
          "log.yml: isSimplify");

  private static final List<String> PARTS_OF_A_CACHE =
      List.of(".failedExpire", ".slotNum", ".slotSize");

  private InertKeys() {}

  /// Whether the key `name`, a `file: key`, is one.
  static boolean contain(String name) {
    return BLOCKS.stream().anyMatch(name::contains)
        || name.startsWith("local-cache.yml") && PARTS_OF_A_CACHE.stream().anyMatch(name::endsWith);
  }
}
