package im.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.config.ReferenceKeys.Row;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ReferenceKeysTest {

  /// Where a process in Java is served better by another default;
  private static final Map<String, Object> OTHER_DEFAULTS =
      Map.of(
          "log.yml/storageLocation", "",
          "log.yml/isStdout", "true",
          "minio.yml/externalAddress", "");

  @TestFactory
  Stream<DynamicTest> everyKeyIsAmongTheBuiltInDefaults() {
    return each(row -> assertThat(builtIn(row)).as(row.name()).isPresent());
  }

  @TestFactory
  Stream<DynamicTest> everyKeyHasAComponent() {
    return each(row -> assertThat(component(row)).as(row.name()).isPresent());
  }

  @TestFactory
  Stream<DynamicTest> defaultsAreTheReferences() {
    return ReferenceKeys.rows().stream()
        .filter(Row::hasDefault)
        .map(row ->
            DynamicTest.dynamicTest(
                row.name(),
                () -> {
                  Object expected =
                      OTHER_DEFAULTS.getOrDefault(row.name(), tree(row.type(), row.shipped()));
                  assertThat(builtIn(row)).contains(expected);
                }));
  }

  @Test
  void theTableIsTheWholeTable() {
    assertThat(ReferenceKeys.rows()).hasSize(771);
  }

  private static Stream<DynamicTest> each(Consumer<Row> check) {
    return ReferenceKeys.rows().stream()
        .map(row -> DynamicTest.dynamicTest(row.name(), () -> check.accept(row)));
  }

  private static Object tree(String type, String text) {
    return type.startsWith("[]")
        ? Optional.ofNullable(ConfigTree.parse("table", "x: " + text).get("x")).orElseThrow()
        : text;
  }

  private static Optional<Object> builtIn(Row row) {
    Object value = ConfigLoader.builtIn(row.file());
    for (String key : row.path()) {
      Map<String, Object> block = ConfigTree.block(value);
      if (block == null || !block.containsKey(key)) {
        return Optional.empty();
      }
      value = block.get(key);
    }
    return Optional.ofNullable(value);
  }

  private static Optional<Type> component(Row row) {
    Optional<Type> type = component(ImConfig.class, row.file().component());
    List<String> path = row.path();
    for (String key : path) {
      type = type.flatMap(outer -> component((Class<?>) outer, key));
    }
    return type;
  }

  private static Optional<Type> component(Class<?> outer, String key) {
    RecordComponent[] components = outer.getRecordComponents();
    Optional<Type> named =
        Arrays.stream(components)
            .filter(c -> c.getName().equals(key))
            .map(RecordComponent::getGenericType)
            .findFirst();
    return named.or(() ->
        Arrays.stream(components)
            .filter(c -> c.isAnnotationPresent(OtherKeys.class))
            .map(c -> ((ParameterizedType) c.getGenericType()).getActualTypeArguments()[1])
            .findFirst());
  }
}
