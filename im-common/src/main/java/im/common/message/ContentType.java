package im.common.message;

/// Content types that the server itself has rules for (`reference/constants.tsv`, contentType).
public final class ContentType {
  public static final int TEXT = 101;
  public static final int PICTURE = 102;
  public static final int VOICE = 103;
  public static final int VIDEO = 104;
  public static final int FILE = 105;
  public static final int AT_TEXT = 106;
  public static final int CUSTOM = 110;
  public static final int REVOKE = 111;
  public static final int TYPING = 113;
  public static final int QUOTE = 114;
  public static final int MARKDOWN = 118;
  public static final int FRIEND_APPLICATION_APPROVED = 1201;
  public static final int FRIEND_APPLICATION_REJECTED = 1202;
  public static final int FRIEND_APPLICATION = 1203;
  public static final int FRIEND_ADDED = 1204;
  public static final int FRIEND_DELETED = 1205;
  public static final int FRIEND_REMARK_SET = 1206;
  public static final int BLACK_ADDED = 1207;
  public static final int BLACK_DELETED = 1208;
  public static final int FRIEND_INFO_UPDATED = 1209;
  public static final int FRIENDS_INFO_UPDATE = 1210;
  public static final int CONVERSATION_CHANGED = 1300;
  public static final int USER_INFO_UPDATED = 1303;
  public static final int USER_STATUS_CHANGED = 1304;
  public static final int USER_COMMAND_ADDED = 1305;
  public static final int USER_COMMAND_DELETED = 1306;
  public static final int USER_COMMAND_UPDATED = 1307;
  public static final int OA_NOTIFICATION = 1400;
  public static final int GROUP_CREATED = 1501;
  public static final int GROUP_INFO_SET = 1502;
  public static final int JOIN_GROUP_APPLICATION = 1503;
  public static final int MEMBER_QUIT = 1504;
  public static final int GROUP_APPLICATION_ACCEPTED = 1505;
  public static final int GROUP_APPLICATION_REJECTED = 1506;
  public static final int GROUP_OWNER_TRANSFERRED = 1507;
  public static final int MEMBER_KICKED = 1508;
  public static final int MEMBER_INVITED = 1509;
  public static final int MEMBER_ENTER = 1510;
  public static final int GROUP_DISMISSED = 1511;
  public static final int GROUP_MEMBER_MUTED = 1512;
  public static final int GROUP_MEMBER_CANCEL_MUTED = 1513;
  public static final int GROUP_MUTED = 1514;
  public static final int GROUP_CANCEL_MUTED = 1515;
  public static final int GROUP_MEMBER_INFO_SET = 1516;
  public static final int GROUP_MEMBER_SET_TO_ADMIN = 1517;
  public static final int GROUP_MEMBER_SET_TO_ORDINARY = 1518;
  public static final int GROUP_ANNOUNCEMENT_SET = 1519;
  public static final int GROUP_NAME_SET = 1520;
  public static final int SIGNALING = 1601;
  public static final int ROOM_PARTICIPANTS_CONNECTED = 1602;
  public static final int ROOM_PARTICIPANTS_DISCONNECTED = 1603;
  public static final int CONVERSATION_PRIVATE_CHAT = 1701;
  public static final int CONVERSATION_UNREAD = 1702;
  public static final int CONVERSATION_CLEARED = 1703;
  public static final int CONVERSATION_DELETED = 1704;
  public static final int BUSINESS_NOTIFICATION = 2001;
  public static final int MESSAGE_REVOKED = 2101;
  public static final int MESSAGES_DELETED = 2102;
  public static final int HAS_READ_RECEIPT = 2200;

  private static final int NOTIFICATION_BEGIN = 1000;
  private static final int NOTIFICATION_END = 5000;

  private ContentType() {}

  /// True for the range that only servers send.
  public static boolean isNotification(int contentType) {
    return contentType >= NOTIFICATION_BEGIN && contentType <= NOTIFICATION_END;
  }
}
