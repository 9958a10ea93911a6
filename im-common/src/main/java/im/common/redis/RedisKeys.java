package im.common.redis;

/// Redis keys that more than one service knows (`reference/redis-keys.tsv`): who keeps values in
/// his process under such a key forgets them when their owner publishes it.
public final class RedisKeys {
  private RedisKeys() {}

  /// The profile of a user.
  public static String user(String userID) {
    return "USER_INFO:" + userID;
  }

  /// The ids of the friends of a user.
  public static String friendIDs(String ownerUserID) {
    return "FRIEND_IDS:" + ownerUserID;
  }

  /// The ids of the users whom a user blocks.
  public static String blackIDs(String ownerUserID) {
    return "BLACK_IDS:" + ownerUserID;
  }

  /// The settings and state of a group.
  public static String group(String groupID) {
    return "GROUP_INFO:" + groupID;
  }

  /// The ids of the members of a group.
  public static String groupMemberIDs(String groupID) {
    return "GROUP_MEMBER_IDS:" + groupID;
  }

  /// A member of a group.
  public static String groupMember(String groupID, String userID) {
    return "GROUP_MEMBER_INFO:" + groupID + '-' + userID;
  }

  /// A user's settings of a conversation.
  public static String conversation(String ownerUserID, String conversationID) {
    return "CONVERSATION:" + ownerUserID + ':' + conversationID;
  }

  /// The ids of the conversations of a user.
  public static String conversationIDs(String ownerUserID) {
    return "CONVERSATION_IDS:" + ownerUserID;
  }

  /// The token by which a vendor's push finds a device of a user; Redis is the only one to have it.
  public static String vendorToken(String userID, int platformID) {
    return "FCM_TOKEN:" + userID + ':' + platformID;
  }
}
