package im.common.access;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import im.common.error.ErrorCode;
import im.common.resource.TextResource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The one table operation → who may call it, read from `access.tsv`. A method without a row is
/// refused for everybody, and fails a test before that.
public final class AccessTable {
  private final Map<String, String> rows;
  private final Map<String, AccessRule> compiled = new ConcurrentHashMap<>();

  private AccessTable(Map<String, String> rows) {
    this.rows = rows;
  }

  /// Reads the table that ships with this module.
  public static AccessTable load() {
    Map<String, String> rows = new HashMap<>();
    for (List<String> row : TextResource.rows(AccessTable.class, "access.tsv")) {
      if (rows.put(row.get(0), row.get(1)) != null) {
        throw new IllegalStateException("access.tsv names a method twice: " + row);
      }
    }
    return new AccessTable(Map.copyOf(rows));
  }

  /// The methods that have a row, as `package.service/method`.
  public Map<String, String> rows() {
    return rows;
  }

  /// The rule of `method` (`package.service/method`) for requests of `type`.
  ///
  /// @throws im.common.error.ImException 1002 when the table has no row
  public AccessRule rule(String method, Descriptor type) {
    AccessRule known = compiled.get(method);
    if (known != null) {
      return known;
    }
    String text = rows.get(method);
    if (text == null) {
      throw ErrorCode.NO_PERMISSION.because(
          "method: " + method + " (expected: a row in access.tsv)");
    }
    AccessRule rule = AccessRule.parse(type, text);
    compiled.put(method, rule);
    return rule;
  }

  /// Refuses with 1002 when the current caller may not send `request` to `method`.
  public void check(Access access, String method, Message request) {
    rule(method, request.getDescriptorForType()).check(access, request);
  }
}
