package im.common.rpc.validation;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.time.Clock;

/// What a field must be like.
sealed interface Rule {

  /// The rule in words, for an error text.
  String expected();

  /// Whether values at the end of `path` can be held to the rule at all.
  boolean fits(FieldPath path);

  /// A rule about the value alone.
  sealed interface Simple extends Rule {
    boolean holds(FieldValue value);
  }

  /// Applies `rule` only where the neighbouring field is `state`.
  record When(String neighbour, String state, Rule rule) implements Rule {
    @Override
    public String expected() {
      return rule.expected();
    }

    @Override
    public boolean fits(FieldPath path) {
      boolean known = path.field().getContainingType().findFieldByName(neighbour) != null;
      return known && rule.fits(path);
    }
  }

  /// A message that keeps the rules of its own type.
  record Valid() implements Rule {
    @Override
    public String expected() {
      return "present";
    }

    @Override
    public boolean fits(FieldPath path) {
      return isMessage(path);
    }
  }

  /// A message that is set.
  record Present() implements Simple {
    @Override
    public boolean holds(FieldValue value) {
      return value.isPresent();
    }

    @Override
    public String expected() {
      return "present";
    }

    @Override
    public boolean fits(FieldPath path) {
      return isMessage(path);
    }
  }

  /// A text, bytes or list that is not empty.
  record NonEmpty() implements Simple {
    @Override
    public boolean holds(FieldValue value) {
      return value.size() > 0;
    }

    @Override
    public String expected() {
      return "not empty";
    }

    @Override
    public boolean fits(FieldPath path) {
      return path.isList() || isText(path) || path.field().getJavaType() == JavaType.BYTE_STRING;
    }
  }

  /// A text that is more than white space.
  record NotBlank() implements Simple {
    @Override
    public boolean holds(FieldValue value) {
      return !value.text().isBlank();
    }

    @Override
    public String expected() {
      return "not blank";
    }

    @Override
    public boolean fits(FieldPath path) {
      return isText(path);
    }
  }

  /// A number from `lowest` to `highest`.
  record Range(long lowest, long highest) implements Simple {
    @Override
    public boolean holds(FieldValue value) {
      long number = value.number();
      return number >= lowest && number <= highest;
    }

    @Override
    public String expected() {
      if (highest == Long.MAX_VALUE) {
        return "at least " + lowest;
      }
      return lowest == highest ? Long.toString(lowest) : lowest + ".." + highest;
    }

    @Override
    public boolean fits(FieldPath path) {
      return isInteger(path);
    }
  }

  /// A number other than 0.
  record NonZero() implements Simple {
    @Override
    public boolean holds(FieldValue value) {
      return value.number() != 0;
    }

    @Override
    public String expected() {
      return "not 0";
    }

    @Override
    public boolean fits(FieldPath path) {
      return isInteger(path);
    }
  }

  /// A list of at most `count` entries.
  record MaxEntries(int count) implements Simple {
    @Override
    public boolean holds(FieldValue value) {
      return value.size() <= count;
    }

    @Override
    public String expected() {
      return "at most " + count + " entries";
    }

    @Override
    public boolean fits(FieldPath path) {
      return path.isList();
    }
  }

  /// A text of at most `count` bytes in UTF-8.
  record MaxBytes(int count) implements Simple {
    @Override
    public boolean holds(FieldValue value) {
      String text = value.text();
      return text.length() * 3L <= count
          || (text.length() <= count && text.getBytes(UTF_8).length <= count);
    }

    @Override
    public String expected() {
      return "at most " + count + " bytes";
    }

    @Override
    public boolean fits(FieldPath path) {
      return isText(path);
    }
  }

  /// A text of letters, decimal digits and `_`; it may be empty.
  record IdAlphabet() implements Simple {
    @Override
    public boolean holds(FieldValue value) {
      return value.text().codePoints().allMatch(IdAlphabet::isAllowed);
    }

    private static boolean isAllowed(int sign) {
      return Character.isLetter(sign) || Character.isDigit(sign) || sign == '_';
    }

    @Override
    public String expected() {
      return "letters, digits and _ only";
    }

    @Override
    public boolean fits(FieldPath path) {
      return isText(path);
    }
  }

  /// A time in milliseconds since 1970 that has come.
  record NotAfterNow(Clock clock) implements Simple {
    @Override
    public boolean holds(FieldValue value) {
      return value.number() <= clock.millis();
    }

    @Override
    public String expected() {
      return "a time in ms that is not in the future";
    }

    @Override
    public boolean fits(FieldPath path) {
      return isInteger(path);
    }
  }

  private static boolean isMessage(FieldPath path) {
    return !path.isList() && path.field().getJavaType() == JavaType.MESSAGE;
  }

  private static boolean isText(FieldPath path) {
    return !path.isList() && path.field().getJavaType() == JavaType.STRING;
  }

  private static boolean isInteger(FieldPath path) {
    JavaType type = path.field().getJavaType();
    return !path.isList() && (type == JavaType.INT || type == JavaType.LONG);
  }

  /// Reads a rule in the notation that the head of `validation.tsv` explains.
  ///
  /// @throws IllegalArgumentException if it is none
  static Rule parse(String text, Clock clock) {
    String[] words = text.split(" ", 2);
    String rest = words.length > 1 ? words[1] : "";
    return switch (words[0]) {
      case "nonempty" -> new NonEmpty();
      case "present" -> new Present();
      case "valid" -> new Valid();
      case "nonzero" -> new NonZero();
      case "not-blank" -> new NotBlank();
      case "id-alphabet" -> new IdAlphabet();
      case "not-after-now" -> new NotAfterNow(clock);
      case "min" -> new Range(Long.parseLong(rest), Long.MAX_VALUE);
      case "equals" -> new Range(Long.parseLong(rest), Long.parseLong(rest));
      case "max-bytes" -> new MaxBytes(Integer.parseInt(rest));
      case "max-entries" -> new MaxEntries(Integer.parseInt(rest));
      case "range" -> {
        int dots = rest.indexOf("..");
        yield new Range(
            Long.parseLong(rest.substring(0, dots)), Long.parseLong(rest.substring(dots + 2)));
      }
      case "when" -> {
        String[] parts = rest.split(" ", 2);
        int equals = parts[0].indexOf('=');
        yield new When(
            parts[0].substring(0, equals), parts[0].substring(equals + 1), parse(parts[1], clock));
      }
      default ->
          throw new IllegalArgumentException("rule: %s (expected: a known one)".formatted(text));
    };
  }
}
