package im.common.config;

/// A value refused by the compact constructor of a configuration record; [RecordBinder] adds where
/// it stood.
final class InvalidValueException extends RuntimeException {

  private final String key;
  private final String value;
  private final String expected;

  InvalidValueException(String key, String value, String expected) {
    super("%s: %s (expected: %s)".formatted(key, value, expected));
    this.key = key;
    this.value = value;
    this.expected = expected;
  }

  String key() {
    return key;
  }

  String value() {
    return value;
  }

  String expected() {
    return expected;
  }
}
