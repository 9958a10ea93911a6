package im.common.error;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/// What several methods ask of their requests beyond the table of validations, since they ask for
/// something else first.
public final class Requirements {
  private Requirements() {}

  /// Refuses with 1001 an empty list, and one that names an id twice.
  public static void requireDistinct(String field, Collection<String> ids) {
    if (ids.isEmpty()) {
      throw ErrorCode.ARGS.because(field + ": empty (expected: at least one id)");
    }
    Set<String> seen = new HashSet<>();
    for (String id : ids) {
      if (!seen.add(id)) {
        throw ErrorCode.ARGS.because(field + ": " + id + " twice (expected: every id once)");
      }
    }
  }
}
