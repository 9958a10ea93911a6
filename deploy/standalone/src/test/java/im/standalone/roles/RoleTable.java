package im.standalone.roles;

import im.common.resource.TextResource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `roles.tsv`, whose head explains its columns.
final class RoleTable {
  private static final int REFUSED = 1002;
  private static final String AS_ACCESS_SAYS = "-";
  private static final String EVERYBODY = "everybody";
  private static final String PUBLIC = "public";

  /// One line.
  ///
  /// @param refusals the code for each role that is refused; null when access.tsv decides
  /// @param request JSON laid over the made-up request, `{}` when nothing has to be said
  record Row(
      String operation, @Nullable Map<Role, Integer> refusals, boolean isPublic, String request) {}

  private final Map<String, Row> rows = new LinkedHashMap<>();

  RoleTable() {
    for (List<String> cells : TextResource.rows(RoleTable.class, "roles.tsv")) {
      Row row = row(cells);
      if (rows.put(row.operation, row) != null) {
        throw new IllegalStateException("roles.tsv names twice: " + row.operation);
      }
    }
  }

  Map<String, Row> rows() {
    return rows;
  }

  private static Row row(List<String> cells) {
    if (cells.size() != 4) {
      throw new IllegalStateException(
          "roles.tsv: " + cells + " (expected: operation, may, otherwise, request)");
    }
    String may = cells.get(1);
    return new Row(
        cells.get(0),
        may.equals(AS_ACCESS_SAYS) ? null : refusals(may, cells.get(2)),
        may.equals(PUBLIC),
        cells.get(3).isEmpty() ? "{}" : cells.get(3));
  }

  private static Map<Role, Integer> refusals(String may, String otherwise) {
    Map<Role, Integer> refusals = new EnumMap<>(Role.class);
    if (may.equals(EVERYBODY) || may.equals(PUBLIC)) {
      return refusals;
    }
    List<Role> permitted = Arrays.stream(may.split(",")).map(RoleTable::role).toList();
    for (Role role : Role.values()) {
      if (!permitted.contains(role)) {
        refusals.put(role, REFUSED);
      }
    }
    for (String each : otherwise.isEmpty() ? new String[0] : otherwise.split(",")) {
      String[] parts = each.split(":");
      if (refusals.put(role(parts[0]), Integer.parseInt(parts[1])) == null) {
        throw new IllegalStateException("roles.tsv: " + each + " (expected: a role not permitted)");
      }
    }
    return refusals;
  }

  private static Role role(String label) {
    return Arrays.stream(Role.values())
        .filter(role -> role.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("roles.tsv: no role " + label));
  }
}
