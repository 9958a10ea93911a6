package im.common.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/// A struct of the reference as it stands in Redis: JSON with its Go field names and times as RFC
/// 3339 (`reference/pipeline-storage.md` 8.1). A field that is missing is empty or 0, one that
/// nobody asks for is passed over.
public final class GoStruct {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final JsonNode fields;

  private GoStruct(JsonNode fields) {
    this.fields = fields;
  }

  /// The struct in `text`, whose `keyField` is not empty.
  ///
  /// @throws IllegalArgumentException when the text is no such struct
  public static GoStruct parse(String text, String keyField) {
    try {
      GoStruct struct = new GoStruct(JSON.readTree(text));
      if (struct.text(keyField).isEmpty()) {
        throw new IllegalArgumentException(keyField + ": missing (expected: an id)");
      }
      return struct;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("cached struct: not readable as JSON", e);
    }
  }

  /// A struct to fill and write.
  public static ObjectNode empty() {
    return JSON.createObjectNode();
  }

  /// A time, ms since the epoch, as it is written.
  public static String time(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }

  /// A text.
  public String text(String name) {
    return fields.path(name).asText();
  }

  /// A number of 32 bits.
  public int number(String name) {
    return fields.path(name).asInt();
  }

  /// A number of 64 bits.
  public long longNumber(String name) {
    return fields.path(name).asLong();
  }

  /// A yes or no.
  public boolean flag(String name) {
    return fields.path(name).asBoolean();
  }

  /// A time in ms since the epoch; negative for Go's "never", the year 1.
  ///
  /// @throws IllegalArgumentException when there is none
  public long millis(String name) {
    try {
      return OffsetDateTime.parse(text(name)).toInstant().toEpochMilli();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(name + ": " + text(name) + " (expected: a time)", e);
    }
  }
}
