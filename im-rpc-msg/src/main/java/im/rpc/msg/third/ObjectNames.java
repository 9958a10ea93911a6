package im.rpc.msg.third;

import im.common.access.Access;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import java.nio.charset.StandardCharsets;

/// Which names a caller may give to an object (`reference/business-rules.md` 9.2): an ordinary user
/// only those that begin with his id and a slash.
final class ObjectNames {
  private static final int MAX_BYTES = 1024;

  private final Access access;

  ObjectNames(Access access) {
    this.access = access;
  }

  /// Throws 1001 for a text that is no name, 1002 for a name that is not the caller's to give.
  void check(String name) {
    if (name.isBlank()) {
      throw ErrorCode.ARGS.because("name: blank (expected: the name of an object)");
    }
    if (name.startsWith("/")) {
      throw ErrorCode.ARGS.because("name: " + name + " (expected: no slash in front)");
    }
    int bytes = name.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > MAX_BYTES) {
      throw ErrorCode.ARGS.because(
          "name: %d bytes (expected: at most %d)".formatted(bytes, MAX_BYTES));
    }
    String caller = RequestContext.current().opUserID();
    boolean own = !caller.isEmpty() && name.startsWith(caller + "/");
    if (!own && !access.isAdminID(caller)) {
      throw ErrorCode.NO_PERMISSION.because("name: %s (expected: %s/…)".formatted(name, caller));
    }
  }
}
