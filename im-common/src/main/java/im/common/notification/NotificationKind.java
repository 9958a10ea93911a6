package im.common.notification;

import im.common.message.ContentType;
import im.common.message.SessionType;
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
  private static final int ANY = 0;
  private static final NotificationKind CALLERS = new NotificationKind(ANY, false, true);
  private static final NotificationKind SINGLE =
      new NotificationKind(SessionType.SINGLE, false, true);
  private static final NotificationKind GROUP =
      new NotificationKind(SessionType.GROUP, false, true);
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
    range(rows, ContentType.FRIEND_APPLICATION_APPROVED, ContentType.FRIENDS_INFO_UPDATE, SINGLE);
    rows.put(ContentType.CONVERSATION_CHANGED, SINGLE);
    rows.put(ContentType.USER_INFO_UPDATED, SINGLE);
    rows.put(
        ContentType.USER_STATUS_CHANGED, new NotificationKind(SessionType.SINGLE, false, false));
    // 1305 … 1307 and 1704 are a user's own affair and go to his devices: the reference knows no
    // session for them and refuses them, which right-answers.md mends.
    range(rows, ContentType.USER_COMMAND_ADDED, ContentType.USER_COMMAND_UPDATED, SINGLE);
    range(rows, ContentType.GROUP_CREATED, ContentType.GROUP_NAME_SET, GROUP);
    rows.put(ContentType.JOIN_GROUP_APPLICATION, SINGLE);
    rows.put(ContentType.GROUP_APPLICATION_ACCEPTED, SINGLE);
    rows.put(ContentType.GROUP_APPLICATION_REJECTED, SINGLE);
    range(rows, ContentType.CONVERSATION_PRIVATE_CHAT, ContentType.CONVERSATION_UNREAD, SINGLE);
    rows.put(ContentType.CONVERSATION_DELETED, SINGLE);
    rows.put(ContentType.MESSAGE_REVOKED, new NotificationKind(ANY, true, true));
    rows.put(ContentType.MESSAGES_DELETED, new NotificationKind(SessionType.SINGLE, true, true));
    rows.put(ContentType.HAS_READ_RECEIPT, new NotificationKind(ANY, true, true));
    return Map.copyOf(rows);
  }

  private static void range(
      Map<Integer, NotificationKind> rows, int first, int last, NotificationKind kind) {
    for (int contentType = first; contentType <= last; contentType++) {
      rows.put(contentType, kind);
    }
  }
}
