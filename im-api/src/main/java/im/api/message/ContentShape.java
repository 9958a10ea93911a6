package im.api.message;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What a part of a message's content must look like. Values are read loosely: texts, numbers and
/// flags pass for each other where they can be converted, and a single value passes for a list
/// (`reference/rest-api.md` 4.1.1).
sealed interface ContentShape {
  /// Refuses a value that does not fit.
  ///
  /// @param value null or JSON `null` when absent
  /// @throws ImException 500 with a text that names the field
  void check(String field, @Nullable JsonNode value);

  /// Text.
  record Text(boolean required) implements ContentShape {
    @Override
    public void check(String field, @Nullable JsonNode value) {
      if (value != null && value.isContainerNode() && !value.isEmpty()) {
        throw misfit(field, "a text");
      }
      if (required && (value == null || value.isContainerNode() || value.asText("").isEmpty())) {
        throw misfit(field, "a text that is not empty");
      }
    }
  }

  /// An integer; `least` applies when it is required.
  record Whole(boolean required, long least, long most) implements ContentShape {
    @Override
    public void check(String field, @Nullable JsonNode value) {
      long number = number(field, value);
      if (required && number == 0) {
        throw misfit(field, "a number other than 0");
      }
      if (number != 0 && (number < least || number > most)) {
        throw misfit(field, "a number from %d to %d".formatted(least, most));
      }
    }

    private static long number(String field, @Nullable JsonNode value) {
      if (value == null || value.isNull()) {
        return 0;
      }
      if (value.isBoolean()) {
        return value.booleanValue() ? 1 : 0;
      }
      if (value.isNumber()) {
        return value.longValue();
      }
      if (value.isTextual()) {
        try {
          return value.textValue().isEmpty() ? 0 : Long.parseLong(value.textValue());
        } catch (NumberFormatException _) {
          throw misfit(field, "a number");
        }
      }
      throw misfit(field, "a number");
    }
  }

  /// A flag.
  record Flag() implements ContentShape {
    @Override
    public void check(String field, @Nullable JsonNode value) {
      if (value != null && value.isContainerNode()) {
        throw misfit(field, "true or false");
      }
    }
  }

  /// A list.
  record Many(ContentShape element, boolean required, int most) implements ContentShape {
    @Override
    public void check(String field, @Nullable JsonNode value) {
      if (value == null || value.isNull()) {
        if (required) {
          throw misfit(field, "a list");
        }
        return;
      }
      if (!value.isArray()) {
        element.check(field, value);
        return;
      }
      if (value.size() > most) {
        throw misfit(field, "at most " + most + " elements");
      }
      for (int i = 0; i < value.size(); i++) {
        element.check(field + "." + i, value.get(i));
      }
    }
  }

  /// An object that is checked also when it is absent: then its required fields are missing.
  record Struct(Map<String, ContentShape> fields) implements ContentShape {
    @Override
    public void check(String field, @Nullable JsonNode value) {
      if (value == null || value.isNull()) {
        fields.forEach((name, shape) -> shape.check(field + "." + name, null));
        return;
      }
      if (!value.isObject()) {
        throw misfit(field, "an object");
      }
      fields.forEach((name, shape) -> shape.check(field + "." + name, find(value, name)));
    }

    static @Nullable JsonNode find(JsonNode object, String name) {
      JsonNode exact = object.get(name);
      if (exact != null) {
        return exact;
      }
      for (Map.Entry<String, JsonNode> entry : object.properties()) {
        if (entry.getKey().equalsIgnoreCase(name)) {
          return entry.getValue();
        }
      }
      return null;
    }

    /// The same object with one more field.
    Struct with(String name, ContentShape shape) {
      var more = new LinkedHashMap<>(fields);
      more.put(name, shape);
      return new Struct(more);
    }
  }

  /// Something that is checked only when it is there.
  record Optional(Supplier<ContentShape> shape) implements ContentShape {
    @Override
    public void check(String field, @Nullable JsonNode value) {
      if (value != null && !value.isNull()) {
        shape.get().check(field, value);
      }
    }
  }

  private static ImException misfit(String field, String expected) {
    return ErrorCode.INTERNAL.because("%s (expected: %s)".formatted(field, expected));
  }
}
