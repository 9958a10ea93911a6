package im.common.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads texts as the typed values of configuration records, as leniently as the reference: `""` is
/// the zero value, booleans and numbers stand in for each other (`reference/ops.md` section 2.1).
final class Scalars {

  private static final Pattern DURATION_PART =
      Pattern.compile("(\\d+(?:\\.\\d*)?|\\.\\d+)([a-zµμ]+)");

  private Scalars() {}

  /// Thrown when a text is no value of the type; the message says what was expected.
  static final class NotReadable extends Exception {
    NotReadable(String expected) {
      super(expected);
    }
  }

  static boolean bool(String text) throws NotReadable {
    return switch (text) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "", "0", "f", "F", "false", "FALSE", "False" -> false;
      default -> throw new NotReadable("true or false");
    };
  }

  static long integer(String text, long lowest, long highest) throws NotReadable {
    String expected = "a whole number";
    long value;
    try {
      value =
          switch (text) {
            case "", "false" -> 0;
            case "true" -> 1;
            default -> Long.decode(text.matches("[+-]?0[0-9]+") ? decimal(text) : text);
          };
    } catch (NumberFormatException _) {
      throw new NotReadable(expected);
    }
    if (value < lowest || value > highest) {
      throw new NotReadable("%s from %d to %d".formatted(expected, lowest, highest));
    }
    return value;
  }

  /// Without leading zeros, which would make it octal.
  private static String decimal(String text) {
    return text.replaceFirst("0+(?=[0-9])", "");
  }

  static double real(String text) throws NotReadable {
    try {
      return text.isEmpty() ? 0 : Double.parseDouble(text);
    } catch (NumberFormatException _) {
      throw new NotReadable("a number");
    }
  }

  /// A time in Go's notation: `3s`, `1h30m`, `1.5h`, `-2ms`; a bare number counts nanoseconds.
  static Duration duration(String text) throws NotReadable {
    NotReadable bad = new NotReadable("a time such as 3s or 1h30m");
    if (text.isEmpty()) {
      return Duration.ZERO;
    }
    if (text.matches("[+-]?\\d{1,18}")) {
      return Duration.ofNanos(Long.parseLong(text));
    }
    boolean negative = text.startsWith("-");
    String rest = negative || text.startsWith("+") ? text.substring(1) : text;
    Matcher part = DURATION_PART.matcher(rest);
    double nanos = 0;
    int end = 0;
    while (part.find() && part.start() == end) {
      end = part.end();
      nanos += Double.parseDouble(part.group(1)) * unitNanos(part.group(2), bad);
    }
    if (end == 0 || end != rest.length() || nanos > Long.MAX_VALUE) {
      throw bad;
    }
    long rounded = Math.round(nanos);
    return Duration.ofNanos(negative ? -rounded : rounded);
  }

  private static double unitNanos(String unit, NotReadable bad) throws NotReadable {
    return switch (unit) {
      case "ns" -> 1;
      case "us", "µs", "μs" -> 1e3;
      case "ms" -> 1e6;
      case "s" -> 1e9;
      case "m" -> 60e9;
      case "h" -> 3600e9;
      default -> throw bad;
    };
  }
}
