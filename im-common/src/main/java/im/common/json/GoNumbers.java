package im.common.json;

import java.math.BigDecimal;

/// Floating-point numbers as Go writes them.
public final class GoNumbers {
  private GoNumbers() {}

  /// The shortest decimal that reads back as the same value, never with an exponent; -0 keeps its
  /// sign.
  public static String plain(double value) {
    return plain(value, Double.toString(value));
  }

  /// As [#plain(double)], shortest for 32 bits.
  public static String plain(float value) {
    return plain(value, Float.toString(value));
  }

  private static String plain(double value, String shortest) {
    if (value == 0) {
      return 1 / value < 0 ? "-0" : "0";
    }
    return new BigDecimal(shortest).stripTrailingZeros().toPlainString();
  }

  /// A number as `encoding/json` writes a `float64`: plain from 1e-6 up to but not 1e21, with an
  /// exponent of no leading zero outside of that.
  public static String json(double value) {
    double size = Math.abs(value);
    if (size == 0 || (size >= 1e-6 && size < 1e21)) {
      return plain(value);
    }
    BigDecimal decimal = new BigDecimal(Double.toString(value)).stripTrailingZeros();
    String digits = decimal.unscaledValue().abs().toString();
    int exponent = digits.length() - 1 - decimal.scale();
    String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + (exponent < 0 ? "e" : "e+")
        + exponent;
  }
}
