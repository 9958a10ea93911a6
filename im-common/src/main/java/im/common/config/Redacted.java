package im.common.config;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.StringJoiner;

/// The text of a record in which each [Secret] component is replaced by `***` (or nothing, if
/// unset).
final class Redacted {

  private Redacted() {}

  static String toString(Record config) {
    StringJoiner text = new StringJoiner(", ", config.getClass().getSimpleName() + "[", "]");
    for (RecordComponent component : config.getClass().getRecordComponents()) {
      String value = String.valueOf(value(config, component));
      if (component.isAnnotationPresent(Secret.class) && !value.isEmpty()) {
        value = "***";
      }
      text.add(component.getName() + "=" + value);
    }
    return text.toString();
  }

  private static Object value(Record config, RecordComponent component) {
    try {
      return component.getAccessor().invoke(config);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(
          "cannot read " + config.getClass() + "." + component.getName(), e);
    }
  }
}
