package im.common.config;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/// Keys of the reference's files that are read, checked and so far change nothing. Who sets one to
/// something else than its default hears of it at the start.
final class InertKeys {
  /// Ends of `file: key`, of single keys or, with a dot at the end, of whole blocks.
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

  /// Adds a warning for each inert key of `written` that differs from the default.
  static void warn(
      ConfigFile file,
      Map<String, Object> defaults,
      Map<String, Object> written,
      String path,
      List<String> warnings) {
    written.forEach((key, value) -> {
      Object usual = defaults.get(ConfigTree.knownKey(defaults, key));
      Map<String, Object> inner = ConfigTree.block(usual);
      Map<String, Object> innerWritten = ConfigTree.block(value);
      if (inner != null && innerWritten != null) {
        warn(file, inner, innerWritten, path + key + ".", warnings);
        return;
      }
      String name = file.fileName() + ": " + path + key;
      if (usual != null && !Objects.equals(usual, value) && isInert(name)) {
        warnings.add(name + " (known, but without effect)");
      }
    });
  }

  private static boolean isInert(String name) {
    return BLOCKS.stream().anyMatch(name::contains)
        || name.startsWith("local-cache.yml") && PARTS_OF_A_CACHE.stream().anyMatch(name::endsWith);
  }
}
