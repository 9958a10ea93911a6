package im.common.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;

/// How a value is written in Redis: as the reference's Go structs are in JSON, so that its services
/// read what ours wrote and the other way round.
public interface ValueFormat<V> {
  /// A list of ids. Go writes null for one that is missing.
  ValueFormat<List<String>> STRINGS = json(new TypeReference<List<String>>() {}, List.of());

  /// A map of texts.
  ValueFormat<Map<String, String>> TEXTS =
      json(new TypeReference<Map<String, String>>() {}, Map.of());

  /// The value as text, never empty: an empty text stands for "there is none".
  String write(V value);

  /// The value of such a text.
  ///
  /// @throws IllegalArgumentException when it is none
  V read(String text);

  private static <V> ValueFormat<V> json(TypeReference<V> type, V ofNull) {
    ObjectMapper mapper = new ObjectMapper();
    return new ValueFormat<>() {
      @Override
      public String write(V value) {
        try {
          return mapper.writeValueAsString(value);
        } catch (JsonProcessingException e) {
          throw new IllegalArgumentException("value: not writable as JSON", e);
        }
      }

      @Override
      public V read(String text) {
        try {
          V value = mapper.readValue(text, type);
          return value == null ? ofNull : value;
        } catch (JsonProcessingException e) {
          throw new IllegalArgumentException("cached text: not readable as " + type.getType(), e);
        }
      }
    };
  }
}
