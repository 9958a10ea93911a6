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

  /// The most ids of a list that is kept in Redis: 50 to 150 kB, written again after every change.
  int MAX_IDS = 2_000;

  /// A map of texts.
  ValueFormat<Map<String, String>> TEXTS =
      json(new TypeReference<Map<String, String>>() {}, Map.of());

  /// An unsigned number of 64 bits.
  ValueFormat<Long> UNSIGNED =
      new ValueFormat<>() {
        @Override
        public String write(Long value) {
          return Long.toUnsignedString(value);
        }

        @Override
        public Long read(String text) {
          return Long.parseUnsignedLong(text);
        }
      };

  /// A list of up to `max` ids; a longer one is not kept in Redis.
  static ValueFormat<List<String>> stringsUpTo(int max) {
    return new ValueFormat<>() {
      @Override
      public String write(List<String> value) {
        return STRINGS.write(value);
      }

      @Override
      public List<String> read(String text) {
        return STRINGS.read(text);
      }

      @Override
      public boolean keeps(List<String> value) {
        return value.size() <= max;
      }
    };
  }

  /// Whether the value is to be kept in Redis: not when it is so large that writing it again after
  /// each change costs more than it saves. Readers then get it from the store.
  default boolean keeps(V value) {
    return true;
  }

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
