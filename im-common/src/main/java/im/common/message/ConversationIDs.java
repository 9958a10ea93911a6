package im.common.message;

import im.proto.sdkws.MsgDataOrBuilder;

/// Names of conversations, and the queue key that keeps a conversation's records in order
/// (`reference/pipeline-storage.md` 2). Pairs are ordered byte by byte, so both sides compute one
/// name.
public final class ConversationIDs {
  /// Names of chats of two users begin with this.
  public static final String SINGLE_PREFIX = "si_";

  /// Names of chats of groups begin with this.
  public static final String GROUP_PREFIX = "sg_";

  /// Names of chats of groups of the old kind begin with this.
  public static final String WRITE_GROUP_PREFIX = "g_";

  private static final String NOTIFICATION_PREFIX = "n_";

  private ConversationIDs() {}

  /// The chat of two users.
  public static String single(String one, String other) {
    return SINGLE_PREFIX + pair(one, other);
  }

  /// The chat of a group.
  public static String group(String groupID) {
    return GROUP_PREFIX + groupID;
  }

  /// The chat of a group of the old kind, whose messages are written for each member.
  public static String writeGroup(String groupID) {
    return WRITE_GROUP_PREFIX + groupID;
  }

  /// The chat of a user with an official account.
  public static String notificationAccount(String one, String other) {
    return "sn_" + pair(one, other);
  }

  /// The notification conversation of a user with himself.
  public static String self(String userID) {
    return NOTIFICATION_PREFIX + pair(userID, userID);
  }

  /// The notification conversation that goes with a chat.
  public static String notificationOf(String conversationID) {
    return NOTIFICATION_PREFIX + conversationID.substring(conversationID.indexOf('_') + 1);
  }

  /// True for notification conversations.
  public static boolean isNotification(String conversationID) {
    return conversationID.startsWith(NOTIFICATION_PREFIX);
  }

  /// True for notification conversations that may be those of `userID` with another, or with
  /// himself, though a group may have a name that makes it the group's as well.
  public static boolean isNotificationOfPair(String conversationID, String userID) {
    return isNotification(conversationID)
        && (conversationID.startsWith(NOTIFICATION_PREFIX + userID + "_")
            || conversationID.endsWith("_" + userID));
  }

  /// True for chats of groups.
  public static boolean isGroup(String conversationID) {
    return conversationID.startsWith(GROUP_PREFIX) || conversationID.startsWith(WRITE_GROUP_PREFIX);
  }

  /// The conversation that a message is stored in: its chat, or the notification conversation when
  /// the message says so.
  public static String of(MsgDataOrBuilder message) {
    return MessageOptions.isNotification(message) ? notification(message) : chat(message);
  }

  /// The chat a message belongs to, notification or not.
  public static String chat(MsgDataOrBuilder message) {
    return switch (message.getSessionType()) {
      case SessionType.SINGLE -> single(message.getSendID(), message.getRecvID());
      case SessionType.WRITE_GROUP -> writeGroup(message.getGroupID());
      case SessionType.GROUP -> group(message.getGroupID());
      case SessionType.NOTIFICATION ->
          notificationAccount(message.getSendID(), message.getRecvID());
      default ->
          throw new IllegalArgumentException(
              "sessionType: " + message.getSessionType() + " (expected: 1 to 4)");
    };
  }

  /// The key of a message's record on every topic: one for all conversations of a pair or a group.
  public static String queueKey(MsgDataOrBuilder message) {
    return isGroupSession(message)
        ? message.getGroupID()
        : pair(message.getSendID(), message.getRecvID());
  }

  /// Two users as names of conversations and keys of records have them.
  public static String pair(String one, String other) {
    return compareBytes(one, other) <= 0 ? one + "_" + other : other + "_" + one;
  }

  private static String notification(MsgDataOrBuilder message) {
    return NOTIFICATION_PREFIX + queueKey(message);
  }

  private static boolean isGroupSession(MsgDataOrBuilder message) {
    return message.getSessionType() == SessionType.GROUP
        || message.getSessionType() == SessionType.WRITE_GROUP;
  }

  /// Order of the UTF-8 bytes, which for surrogate pairs differs from the order of chars.
  private static int compareBytes(String one, String other) {
    int length = Math.min(one.length(), other.length());
    for (int i = 0; i < length; i++) {
      char a = one.charAt(i);
      char b = other.charAt(i);
      if (a != b) {
        boolean surrogates = Character.isSurrogate(a) != Character.isSurrogate(b);
        return surrogates ? (Character.isSurrogate(a) ? 1 : -1) : Character.compare(a, b);
      }
    }
    return Integer.compare(one.length(), other.length());
  }
}
