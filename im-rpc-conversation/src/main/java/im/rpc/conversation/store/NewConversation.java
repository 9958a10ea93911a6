package im.rpc.conversation.store;

import im.common.message.SessionType;
import im.proto.conversation.Conversation;

/// Conversations that are about to be made: every setting at its default.
public final class NewConversation {
  /// The time of something that never happened, ms since the epoch: the reference writes Go's zero
  /// time.
  public static final long NEVER = -62135596800000L;

  private NewConversation() {}

  /// A chat of two, as `ownerUserID` sees it; `type` is 1, or 4 for a notification account.
  public static Conversation withUser(
      String ownerUserID, String conversationID, int type, String peerUserID) {
    return defaults(ownerUserID, conversationID, type).setUserID(peerUserID).build();
  }

  /// A group's chat, as `ownerUserID` sees it.
  public static Conversation inGroup(String ownerUserID, String conversationID, String groupID) {
    return defaults(ownerUserID, conversationID, SessionType.GROUP).setGroupID(groupID).build();
  }

  private static Conversation.Builder defaults(
      String ownerUserID, String conversationID, int type) {
    return Conversation.newBuilder()
        .setOwnerUserID(ownerUserID)
        .setConversationID(conversationID)
        .setConversationType(type)
        .setLatestMsgDestructTime(NEVER);
  }
}
