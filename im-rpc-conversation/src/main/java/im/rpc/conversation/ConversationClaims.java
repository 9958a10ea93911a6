package im.rpc.conversation;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.proto.conversation.ConversationReq;
import im.rpc.conversation.peer.Groups;
import java.util.Collection;
import java.util.Set;

/// Whose a conversation can be. Having a conversation is what lets a user read it and clear it, so
/// nobody makes himself one that is not his by its name (`reference/right-answers.md`, rows
/// "conversation of others").
final class ConversationClaims {
  private final Groups groups;
  private final Access access;

  ConversationClaims(Groups groups, Access access) {
    this.groups = groups;
    this.access = access;
  }

  /// Lets pass what `owners` may be given who do not have it yet: the chat of a pair only to the
  /// two, that of a group only to its members. The servers and app admins say themselves who is in
  /// a group.
  ///
  /// @throws im.common.error.ImException 1001 the id is not that of the pair or group named beside
  ///   it; 1002 an owner is not in the group
  void requireTheirs(ConversationReq wanted, Collection<String> owners) {
    for (String owner : owners) {
      require(
          belongs(wanted, owner),
          ErrorCode.ARGS,
          "conversationID: %s (expected: the conversation that userID, groupID and conversationType name)"
              .formatted(wanted.getConversationID()));
    }
    if (isGroup(wanted) && !owners.isEmpty() && !access.isAdmin()) {
      Set<String> members = groups.membersAmong(wanted.getGroupID(), owners);
      for (String owner : owners) {
        require(
            members.contains(owner),
            ErrorCode.NO_PERMISSION,
            "userID: %s (expected: a member of %s)".formatted(owner, wanted.getGroupID()));
      }
    }
  }

  /// True when `wanted` names the chat of `owner` with the user beside it.
  boolean isPair(ConversationReq wanted, String owner) {
    String peer = wanted.getUserID();
    return switch (wanted.getConversationType()) {
      case SessionType.SINGLE ->
          wanted.getConversationID().equals(ConversationIDs.single(owner, peer));
      case SessionType.NOTIFICATION ->
          wanted.getConversationID().equals(ConversationIDs.notificationAccount(owner, peer));
      default -> false;
    };
  }

  private boolean belongs(ConversationReq wanted, String owner) {
    return switch (wanted.getConversationType()) {
      case SessionType.GROUP ->
          wanted.getConversationID().equals(ConversationIDs.group(wanted.getGroupID()));
      case SessionType.WRITE_GROUP ->
          wanted.getConversationID().equals(ConversationIDs.writeGroup(wanted.getGroupID()));
      default -> isPair(wanted, owner);
    };
  }

  private static boolean isGroup(ConversationReq wanted) {
    return wanted.getConversationType() == SessionType.GROUP
        || wanted.getConversationType() == SessionType.WRITE_GROUP;
  }

  private static void require(boolean holds, ErrorCode code, String message) {
    if (!holds) {
      throw code.because(message);
    }
  }
}
