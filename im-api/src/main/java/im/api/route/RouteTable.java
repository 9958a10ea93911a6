package im.api.route;

import im.api.edge.Endpoint;
import im.common.resource.TextResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The routes that are served, found by method and exact path; one that ends in `/*name` is found
/// by what every path below it begins with.
public final class RouteTable {
  private static final String RESOURCE = "/im/api/routes.tsv";
  private static final String COMPOSITE = "composite:";

  /// A served route.
  ///
  /// @param path what requests must have as path (or begin with), and the label of its metrics
  public record Route(String method, String path, Endpoint endpoint) {}

  /// One line of the table.
  ///
  /// @param target full gRPC method name, or `composite:` and the name of a composition
  /// @param built whether the route is served
  public record Row(String method, String path, String target, boolean built) {
    /// The composition's name, or null for a plain gRPC call.
    public @Nullable String composite() {
      return target.startsWith(COMPOSITE) ? target.substring(COMPOSITE.length()) : null;
    }

    private static Row parse(List<String> columns) {
      if (columns.size() != 4 || !List.of("yes", "no").contains(columns.get(3))) {
        throw new IllegalStateException(
            "routes.tsv: " + columns + " (expected: method, path, target, yes or no)");
      }
      return new Row(columns.get(0), columns.get(1), columns.get(2), columns.get(3).equals("yes"));
    }
  }

  /// Beyond the reference: who has read how far in a group. Served when `api.groupReadCursors` says
  /// so.
  public static final Row GROUP_READ_CURSORS =
      new Row("POST", "/msg/get_group_read_cursors", "im.ext.reading/GetGroupReadCursors", true);

  private static final String ANY_NAME = "*name";

  private final Map<String, Map<String, Route>> byMethod = new HashMap<>();
  private final Map<String, Route> byPrefix = new HashMap<>();

  /// Serves the rows that are built.
  ///
  /// @param rpcEndpoint the endpoint of a gRPC method, by full name
  /// @param composites the compositions, by name
  /// @throws IllegalStateException if a row names a composition that is not there
  public RouteTable(
      List<Row> rows, Function<String, Endpoint> rpcEndpoint, Map<String, Endpoint> composites) {
    for (Row row : rows) {
      if (!row.built()) {
        continue;
      }
      String composite = row.composite();
      Endpoint endpoint =
          composite == null ? rpcEndpoint.apply(row.target()) : composites.get(composite);
      if (endpoint == null) {
        throw new IllegalStateException("routes.tsv: " + row + " (expected: a known composition)");
      }
      Route route = new Route(row.method(), row.path(), endpoint);
      if (row.path().endsWith(ANY_NAME)) {
        byPrefix.put(row.path().substring(0, row.path().length() - ANY_NAME.length()), route);
      } else {
        byMethod.computeIfAbsent(row.method(), _ -> new HashMap<>()).put(row.path(), route);
      }
    }
  }

  /// The rows of the built-in table, which are the routes of the reference, in its order.
  public static List<Row> builtIn() {
    return TextResource.rows(RouteTable.class, RESOURCE).stream().map(Row::parse).toList();
  }

  /// The rows of the built-in table and, if they are wanted, those beyond the reference.
  public static List<Row> all(boolean groupReadCursors) {
    List<Row> rows = new ArrayList<>(builtIn());
    if (groupReadCursors) {
      rows.add(GROUP_READ_CURSORS);
    }
    return rows;
  }

  /// The route of a request, or null when none is served there.
  public @Nullable Route find(String method, String path) {
    Route exact = byMethod.getOrDefault(method, Map.of()).get(path);
    if (exact != null) {
      return exact;
    }
    for (Map.Entry<String, Route> below : byPrefix.entrySet()) {
      if (below.getValue().method().equals(method) && path.startsWith(below.getKey())) {
        return below.getValue();
      }
    }
    return null;
  }
}
