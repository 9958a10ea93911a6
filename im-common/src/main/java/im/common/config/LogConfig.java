package im.common.config;

/// `log.yml`: `rotationTime` in hours, `remainLogLevel` 0 (fatal) to 6 (everything); an empty
/// `storageLocation` writes no file. `isSimplify` and `withStack` are accepted and have no effect:
/// message bodies are not logged at all.
public record LogConfig(
    String storageLocation,
    int rotationTime,
    int remainRotationCount,
    int remainLogLevel,
    boolean isStdout,
    boolean isJson,
    boolean isSimplify,
    boolean withStack) {

  /// Checks the level and the rotation.
  public LogConfig {
    rotationTime = rotationTime == 0 ? 24 : rotationTime;
    Check.atLeast("rotationTime", rotationTime, 1);
    Check.atLeast("remainRotationCount", remainRotationCount, 0);
    Check.between("remainLogLevel", remainLogLevel, 0, 6);
  }
}
