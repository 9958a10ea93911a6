package im.msgtransfer.sequencing;

import com.google.common.collect.Lists;
import im.common.context.RequestContext;
import im.common.message.SessionType;
import im.common.sequence.DeletedConversations;
import im.msgtransfer.peer.GroupMembers;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.CreateSingleChatConversationsReq;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.sdkws.MsgData;
import java.util.List;
import java.util.Map;

/// Makes the conversation rows of everybody concerned when a chat gets its first message
/// (`reference/pipeline-storage.md` 3.5). Making them again changes nothing.
public final class ConversationBirth {
  private static final int MEMBERS_PER_CALL = 1000;

  private final conversationBlockingStub conversations;
  private final GroupMembers members;
  private final DeletedConversations deleted;

  /// Asks the conversation service, and `members` who is in a group.
  public ConversationBirth(
      conversationBlockingStub conversations, GroupMembers members, DeletedConversations deleted) {
    this.conversations = conversations;
    this.members = members;
    this.deleted = deleted;
  }

  /// Makes sure that the participants have the conversation of `first`, its first message.
  void ensure(String conversationID, MsgData first) {
    RequestContext.current().asAdmin().run(() -> create(conversationID, first));
  }

  /// Makes sure that those who deleted the conversation have it again with `message`. Who left the
  /// group meanwhile gets nothing.
  void ensureAgain(String conversationID, MsgData message) {
    Map<String, String> owners = deleted.owners(conversationID);
    RequestContext.current()
        .asAdmin()
        .run(() -> {
          if (message.getSessionType() != SessionType.GROUP) {
            createSingle(conversationID, message);
          } else if (!owners.isEmpty()) {
            createGroup(message.getGroupID(), members.among(message.getGroupID(), owners.keySet()));
          }
        });
    deleted.forget(conversationID, owners);
  }

  private void create(String conversationID, MsgData first) {
    if (first.getSessionType() != SessionType.GROUP) {
      createSingle(conversationID, first);
      return;
    }
    createGroup(first.getGroupID(), members.all(first.getGroupID()));
  }

  private void createSingle(String conversationID, MsgData message) {
    conversations.createSingleChatConversations(
        CreateSingleChatConversationsReq.newBuilder()
            .setSendID(message.getSendID())
            .setRecvID(message.getRecvID())
            .setConversationID(conversationID)
            .setConversationType(message.getSessionType())
            .build());
  }

  private void createGroup(String groupID, List<String> userIDs) {
    for (List<String> some : Lists.partition(userIDs, MEMBERS_PER_CALL)) {
      conversations.createGroupChatConversations(
          CreateGroupChatConversationsReq.newBuilder()
              .setGroupID(groupID)
              .addAllUserIDs(some)
              .build());
    }
  }
}
