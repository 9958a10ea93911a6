package im.bench.fuzz;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Spoils valid input. One mutator serves one thread; the same seed gives the same spoils.
public final class Mutator {
  private static final Pattern JSON_VALUE =
      Pattern.compile("(?<=:)\\s*(\"[^\"]*\"|-?[0-9.]+|true|false|null)");
  private static final List<String> ODD_VALUES =
      List.of(
          "null",
          "true",
          "\"\"",
          "-1",
          "0",
          "9223372036854775808",
          "1e400",
          "1.5",
          "[]",
          "{}",
          "[null]",
          "[[[[]]]]",
          "\"\\u0000\"",
          "\"\\ud800\"",
          "\"\u2028<&>'\\\"\"",
          "{\"a\":{\"b\":[1,{\"c\":null}]}}",
          "NaN",
          "\"" + "y".repeat(5_000) + "\"");

  private final RandomGenerator random;

  Mutator(RandomGenerator random) {
    this.random = random;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  /// Up to `max` random bytes.
  byte[] noise(int max) {
    byte[] bytes = new byte[random.nextInt(max + 1)];
    random.nextBytes(bytes);
    return bytes;
  }

  /// `valid` with some bytes changed, removed, doubled or added; sometimes only its beginning.
  byte[] spoil(byte[] valid) {
    return switch (random.nextInt(6)) {
      case 0 -> Arrays.copyOf(valid, random.nextInt(valid.length + 1));
      case 1 -> concat(valid, noise(64));
      case 2 -> {
        int cut = random.nextInt(valid.length + 1);
        yield concat(
            Arrays.copyOf(valid, cut),
            concat(noise(16), Arrays.copyOfRange(valid, cut, valid.length)));
      }
      case 3 -> concat(valid, valid);
      default -> flip(valid);
    };
  }

  /// JSON text with wrong values, keys or syntax.
  byte[] spoilJson(String valid) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> utf8(replaceValue(valid));
      case 3 -> utf8(replaceValue(replaceValue(valid)));
      case 4 -> utf8("[".repeat(1 + random.nextInt(20_000)));
      case 5 -> utf8("{\"a\":".repeat(1 + random.nextInt(5_000)) + valid);
      default -> spoil(utf8(valid));
    };
  }

  private String replaceValue(String json) {
    List<MatchResult> values = JSON_VALUE.matcher(json).results().toList();
    if (values.isEmpty()) {
      return oneOf(ODD_VALUES);
    }
    MatchResult chosen = oneOf(values);
    return json.substring(0, chosen.start()) + oneOf(ODD_VALUES) + json.substring(chosen.end());
  }

  private byte[] flip(byte[] valid) {
    byte[] flipped = valid.clone();
    if (flipped.length > 0) {
      for (int i = 1 + random.nextInt(4); i > 0; i--) {
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
      }
    }
    return flipped;
  }

  private static byte[] concat(byte[] one, byte[] other) {
    ByteArrayOutputStream both = new ByteArrayOutputStream(one.length + other.length);
    both.writeBytes(one);
    both.writeBytes(other);
    return both.toByteArray();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
