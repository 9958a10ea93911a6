package im.common.config;

import im.common.config.Scalars.NotReadable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Turns the tree of one file into its record.
///
/// Components are matched by name whatever the case; an absent key and `""` give the zero value. A
/// value that does not fit is a [ConfigException] with file, key, value and what was expected.
final class RecordBinder {

  private final String file;

  RecordBinder(String file) {
    this.file = file;
  }

  <R extends Record> R bind(Map<String, Object> tree, Class<R> type) {
    return record(tree, type, "");
  }

  private <R extends Record> R record(Map<String, Object> tree, Class<R> type, String path) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] arguments = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      RecordComponent component = components[i];
      if (component.isAnnotationPresent(OtherKeys.class)) {
        Map<String, Object> others = new LinkedHashMap<>(tree);
        Arrays.stream(components).forEach(c -> others.keySet().remove(c.getName()));
        arguments[i] = map(others, typeArgument(component.getGenericType(), 1), path);
      } else {
        String key = component.getName();
        Object value = tree.get(ConfigTree.knownKey(tree, key));
        arguments[i] = value(value, component.getGenericType(), join(path, key));
      }
    }
    return construct(type, components, arguments, path);
  }

  private <R extends Record> R construct(
      Class<R> type, RecordComponent[] components, Object[] arguments, String path) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidValueException invalid) {
        throw ConfigException.wrongValue(
            file, join(path, invalid.key()), invalid.value(), invalid.expected());
      }
      throw new IllegalStateException("cannot build " + type, e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build " + type, e);
    }
  }

  private Object value(@Nullable Object value, Type type, String path) {
    if (type instanceof ParameterizedType generic) {
      return generic.getRawType() == List.class
          ? list(value, typeArgument(generic, 0), path)
          : map(block(value, path), typeArgument(generic, 1), path);
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      return record(block(value, path), plain.asSubclass(Record.class), path);
    }
    return scalar(value, plain, path);
  }

  private List<Object> list(@Nullable Object value, Type elementType, String path) {
    List<?> elements =
        switch (value) {
          case null -> List.of();
          case List<?> list -> list;
          case Map<?, ?> block when block.isEmpty() -> List.of();
          case Map<?, ?> block -> throw wrong(path, block, "a list");
          default -> split(SecretReference.text(value));
        };
    List<Object> bound = new ArrayList<>(elements.size());
    for (int i = 0; i < elements.size(); i++) {
      bound.add(value(elements.get(i), elementType, path + "[" + i + "]"));
    }
    return Collections.unmodifiableList(bound);
  }

  private static List<String> split(String text) {
    return text.isBlank()
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(String::strip).toList();
  }

  private Map<String, Object> map(Map<String, Object> block, Type valueType, String path) {
    Map<String, Object> bound = new LinkedHashMap<>();
    block.forEach((key, inner) -> bound.put(key, value(inner, valueType, join(path, key))));
    return Collections.unmodifiableMap(bound);
  }

  private Object scalar(@Nullable Object value, Class<?> type, String path) {
    if (value instanceof Map<?, ?> || value instanceof List<?>) {
      throw wrong(path, value, "a single value");
    }
    String text = value == null ? "" : SecretReference.text(value);
    try {
      if (type == String.class) {
        return text;
      } else if (type == boolean.class) {
        return Scalars.bool(text);
      } else if (type == int.class || type == Integer.class) {
        return (int) Scalars.integer(text, Integer.MIN_VALUE, Integer.MAX_VALUE);
      } else if (type == long.class) {
        return Scalars.integer(text, Long.MIN_VALUE, Long.MAX_VALUE);
      } else if (type == double.class) {
        return Scalars.real(text);
      } else if (type == Duration.class) {
        return Scalars.duration(text);
      }
    } catch (NotReadable e) {
      throw wrong(path, String.valueOf(value), String.valueOf(e.getMessage()));
    }
    throw new IllegalStateException("no rule to read " + type + " at " + path);
  }

  private Map<String, Object> block(@Nullable Object value, String path) {
    if (value == null || value.equals("")) {
      return Map.of();
    }
    Map<String, Object> block = ConfigTree.block(value);
    if (block == null) {
      throw wrong(path, value, "a block of keys");
    }
    return block;
  }

  private ConfigException wrong(String path, Object value, String expected) {
    return ConfigException.wrongValue(file, path, String.valueOf(value), expected);
  }

  private static Type typeArgument(Type generic, int index) {
    return ((ParameterizedType) generic).getActualTypeArguments()[index];
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
