package im.standalone.conformance;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Bodies of requests.
final class Body {
  private Body() {}

  /// An object with these names and values in turn; a [Person], alone or in a list, stands for the
  /// id.
  static Map<String, @Nullable Object> of(@Nullable Object... namesAndValues) {
    Map<String, @Nullable Object> body = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      body.put(String.valueOf(namesAndValues[i]), value(namesAndValues[i + 1]));
    }
    return body;
  }

  /// The page of a paged list.
  static Map<String, @Nullable Object> page(int number, int size) {
    return of("pageNumber", number, "showNumber", size);
  }

  private static @Nullable Object value(@Nullable Object value) {
    return switch (value) {
      case Person person -> person.id();
      case Collection<?> list -> {
        List<@Nullable Object> values = new ArrayList<>();
        list.forEach(each -> values.add(value(each)));
        yield values;
      }
      case null -> null;
      default -> value;
    };
  }
}
