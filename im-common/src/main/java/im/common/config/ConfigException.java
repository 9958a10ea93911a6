package im.common.config;

/// A configuration that cannot be used; the message is the one line an operator needs.
public final class ConfigException extends RuntimeException {

  /// A failure described by `message` alone.
  public ConfigException(String message) {
    super(message);
  }

  /// A wrong value of a key: `kafka.yml: tls.enableTLS: maybe (expected: true or false)`.
  public static ConfigException wrongValue(String file, String key, String value, String expected) {
    return new ConfigException("%s: %s: %s (expected: %s)".formatted(file, key, value, expected));
  }
}
