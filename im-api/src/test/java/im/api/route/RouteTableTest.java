package im.api.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.api.route.RouteTable.Row;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RouteTableTest {
  @Test
  void everyRowNamesAKnownMethodOrAComposition() {
    var methods = new RpcMethods();
    List<Row> rows = RouteTable.builtIn();
    assertThat(rows).hasSize(153);
    for (Row row : rows) {
      assertThat(row.method()).isIn("GET", "POST");
      assertThat(row.path()).startsWith("/");
      if (row.composite() == null) {
        var method = methods.get(row.target());
        assertThat(method.emptyRequest().getDescriptorForType().getFullName()).isNotEmpty();
      }
    }
    assertThat(rows.stream().map(row -> row.method() + row.path())).doesNotHaveDuplicates();
  }

  @Test
  void onlyRowsThatAreBuiltAreServed() {
    var table =
        new RouteTable(
            List.of(
                new Row("POST", "/a", "composite:x", true),
                new Row("POST", "/b", "composite:later", false)),
            _ -> {
              throw new AssertionError();
            },
            Map.of(
                "x",
                _ -> {
                  throw new AssertionError();
                }));
    assertThat(table.find("POST", "/a")).isNotNull();
    assertThat(table.find("GET", "/a")).isNull();
    assertThat(table.find("POST", "/b")).isNull();
  }

  @Test
  void aCompositionThatIsNotThereStopsTheStart() {
    var row = new Row("POST", "/a", "composite:x", true);
    assertThatThrownBy(() ->
            new RouteTable(
                List.of(row),
                _ -> {
                  throw new AssertionError();
                },
                Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("composite:x");
  }
}
