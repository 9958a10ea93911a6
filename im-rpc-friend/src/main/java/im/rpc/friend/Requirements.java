package im.rpc.friend;

import im.common.error.ErrorCode;
import java.util.HashSet;
import java.util.List;

/// What several methods ask of their lists of ids.
final class Requirements {
  private Requirements() {}

  /// Refuses an empty list, and one that names an id twice, with 1001.
  static void requireDistinct(String field, List<String> ids) {
    if (ids.isEmpty()) {
      throw ErrorCode.ARGS.because(field + ": empty (expected: at least one id)");
    }
    int different = new HashSet<>(ids).size();
    if (different != ids.size()) {
      throw ErrorCode.ARGS.because(
          "%s: %d ids, %d different (expected: each id once)"
              .formatted(field, ids.size(), different));
    }
  }
}
