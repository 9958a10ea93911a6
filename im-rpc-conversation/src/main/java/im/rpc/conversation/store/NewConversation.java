package im.rpc.conversation.store;

import static im.common.mongo.DocumentFields.NEVER;

import im.common.message.SessionType;
import im.proto.conversation.Conversation;

/// Conversations that are about to be made: every setting at its default.
public final class NewConversation {
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
