package im.common.config;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The content of a YAML file as maps, lists and texts.
///
/// Scalars stay the text they were written as, because only the record component they end in says
/// what they mean: a `secret: 0123` keeps its zero. `null` is `""`, the zero value of every type.
final class ConfigTree {

  private static final YAMLFactory YAML =
      YAMLFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private ConfigTree() {}

  /// Reads a file's text; [ConfigException] names the line if it is not a YAML mapping.
  static Map<String, Object> parse(String file, String text) {
    try (JsonParser parser = YAML.createParser(text)) {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.VALUE_NULL) {
        return new LinkedHashMap<>();
      }
      if (first != JsonToken.START_OBJECT) {
        throw new ConfigException(
            "%s: line 1: %s (expected: keys and values)".formatted(file, parser.getText()));
      }
      return mapping(parser);
    } catch (JsonProcessingException e) {
      JsonLocation where = e.getLocation();
      String problem = e.getOriginalMessage().lines().findFirst().orElse("not YAML").strip();
      throw new ConfigException(
          "%s: line %d: %s (expected: valid YAML)"
              .formatted(file, where == null ? 0 : where.getLineNr(), problem));
    } catch (IOException e) {
      throw new IllegalStateException("reading text from memory failed", e);
    }
  }

  private static Map<String, Object> mapping(JsonParser parser) throws IOException {
    Map<String, Object> map = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      String key = parser.currentName();
      parser.nextToken();
      map.put(key, value(parser));
    }
    return map;
  }

  private static Object value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> mapping(parser);
      case START_ARRAY -> {
        List<Object> list = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          list.add(value(parser));
        }
        yield list;
      }
      case VALUE_NULL -> "";
      default -> parser.getText();
    };
  }

  /// The tree of a value given in code: maps, iterables, and anything else by its text; a
  /// [Duration] becomes one of the texts that YAML files use.
  static Object of(Object value) {
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, Object> copy = new LinkedHashMap<>();
        map.forEach((key, inner) -> copy.put(String.valueOf(key), of(inner)));
        yield copy;
      }
      case Iterable<?> items -> {
        List<Object> copy = new ArrayList<>();
        items.forEach(item -> copy.add(of(item)));
        yield copy;
      }
      case Duration duration -> duration.toNanos() + "ns";
      default -> String.valueOf(value);
    };
  }

  /// Lays `over` on `base`: blocks are merged key by key, whatever the case of the keys, and
  /// anything else is replaced.
  static void merge(Map<String, Object> base, Map<String, Object> over) {
    over.forEach((key, value) -> {
      String known = knownKey(base, key);
      Map<String, Object> block = block(base.get(known));
      Map<String, Object> blockOver = block(value);
      if (block != null && blockOver != null) {
        merge(block, blockOver);
      } else {
        base.put(known, value);
      }
    });
  }

  /// Sets one key given by its dotted path.
  static void put(Map<String, Object> base, String path, Object value) {
    int dot = path.indexOf('.');
    if (dot < 0) {
      merge(base, new LinkedHashMap<>(Map.of(path, value)));
      return;
    }
    String known = knownKey(base, path.substring(0, dot));
    Map<String, Object> inner = block(base.get(known));
    if (inner == null) {
      inner = new LinkedHashMap<>();
      base.put(known, inner);
    }
    put(inner, path.substring(dot + 1), value);
  }

  /// The key of `map` that equals `key` but for its case, else `key` itself.
  static String knownKey(Map<String, Object> map, String key) {
    if (map.containsKey(key)) {
      return key;
    }
    return map.keySet().stream().filter(key::equalsIgnoreCase).findFirst().orElse(key);
  }

  /// The value as a block of keys, or null if it is none.
  @SuppressWarnings("unchecked") // every map in a tree was built by this class
  static @Nullable Map<String, Object> block(@Nullable Object value) {
    return value instanceof Map<?, ?> ? (Map<String, Object>) value : null;
  }
}
