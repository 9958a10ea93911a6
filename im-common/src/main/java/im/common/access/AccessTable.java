package im.common.access;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Message;
import im.common.error.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
    try (var in =
            Objects.requireNonNull(
                AccessTable.class.getResourceAsStream("access.tsv"), "access.tsv");
        var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.isBlank() || line.startsWith("#")) {
          continue;
        }
        int tab = line.indexOf('\t');
        if (rows.put(line.substring(0, tab), line.substring(tab + 1).strip()) != null) {
          throw new IllegalStateException("access.tsv names a method twice: " + line);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
