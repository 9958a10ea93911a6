package im.common.notification;

import im.common.message.ContentType;
import java.util.HashMap;
import java.util.Map;

/// How one content type is sent (`reference/business-rules.md` 2.3): the table that every service
/// shares. What is configurable of it stands in `notification.yml`
/// ([im.common.config.NotificationConfig#forContentType]).
///
/// @param sessionType 1 single, 3 group; 0 when only the caller knows
/// @param stored whether the notification itself gets a seq in its `n_` conversation
/// @param senderSync whether the sender's own devices are told too
public record NotificationKind(int sessionType, boolean stored, boolean senderSync) {
  private static final NotificationKind CALLERS = new NotificationKind(0, false, true);
  private static final NotificationKind SINGLE = new NotificationKind(1, false, true);
  private static final NotificationKind GROUP = new NotificationKind(3, false, true);
  private static final Map<Integer, NotificationKind> TABLE = table();

  /// The row of `contentType`. A type without a row is not stored and needs a session from the
  /// caller.
  public static NotificationKind of(int contentType) {
    return TABLE.getOrDefault(contentType, CALLERS);
  }

  /// Whether a notification is its sender's own affair: it names another user as receiver, whom it
  /// concerns but who is not to learn of it (a friend deleted or given a remark, a user blocked or
  /// unblocked), and goes to the sender's devices alone.
  public static boolean isForSenderOnly(int contentType) {
    return switch (contentType) {
      case ContentType.FRIEND_DELETED,
          ContentType.FRIEND_REMARK_SET,
          ContentType.BLACK_ADDED,
          ContentType.BLACK_DELETED ->
          true;
      default -> false;
    };
  }

  private static Map<Integer, NotificationKind> table() {
    Map<Integer, NotificationKind> rows = new HashMap<>();
    range(rows, 1201, 1210, SINGLE);
    rows.put(1300, SINGLE);
    rows.put(1303, SINGLE);
    rows.put(1304, new NotificationKind(1, false, false));
    // 1305 … 1307 and 1704 are a user's own affair and go to his devices: the reference knows no
    // session for them and refuses them, which right-answers.md mends.
    range(rows, 1305, 1307, SINGLE);
    range(rows, 1501, 1520, GROUP);
    rows.put(1503, SINGLE);
    rows.put(1505, SINGLE);
    rows.put(1506, SINGLE);
    range(rows, 1701, 1702, SINGLE);
    rows.put(1704, SINGLE);
    rows.put(2101, new NotificationKind(0, true, true));
    rows.put(2102, new NotificationKind(1, true, true));
    rows.put(2200, new NotificationKind(0, true, true));
    return Map.copyOf(rows);
  }

  private static void range(
      Map<Integer, NotificationKind> rows, int first, int last, NotificationKind kind) {
    for (int contentType = first; contentType <= last; contentType++) {
      rows.put(contentType, kind);
    }
  }
}
