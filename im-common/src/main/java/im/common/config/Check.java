package im.common.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// Range checks of configuration records. A failed one throws [InvalidValueException].
final class Check {

  private Check() {}

  static void that(boolean accepted, String key, Object value, String expected) {
    if (!accepted) {
      throw new InvalidValueException(key, String.valueOf(value), expected);
    }
  }

  static void atLeast(String key, long value, long lowest) {
    that(value >= lowest, key, value, "at least " + lowest);
  }

  static void between(String key, long value, long lowest, long highest) {
    that(value >= lowest && value <= highest, key, value, lowest + ".." + highest);
  }

  static void notEmpty(String key, Collection<?> value) {
    that(!value.isEmpty(), key, value, "at least one entry");
  }

  static void ports(String key, List<Integer> ports) {
    for (int port : ports) {
      that(port >= 0 && port <= 65535, key, port, "port numbers 0..65535");
    }
  }

  /// The entry of `allowed` that equals `value` whatever its case; `""` gives the first one.
  static String oneOf(String key, String value, List<String> allowed) {
    if (value.isEmpty()) {
      return allowed.getFirst();
    }
    for (String candidate : allowed) {
      if (candidate.equals(value)
          || candidate.toLowerCase(Locale.ROOT).equals(value.toLowerCase(Locale.ROOT))) {
        return candidate;
      }
    }
    throw new InvalidValueException(key, value, "one of " + String.join(", ", allowed));
  }
}
