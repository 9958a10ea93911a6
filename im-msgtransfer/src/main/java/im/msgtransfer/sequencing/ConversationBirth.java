package im.msgtransfer.sequencing;

import im.common.context.RequestContext;
import im.common.message.SessionType;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.CreateSingleChatConversationsReq;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.groupGrpc.groupBlockingStub;
import im.proto.sdkws.MsgData;

/// Makes the conversation rows of everybody concerned when a chat gets its first message
/// (`reference/pipeline-storage.md` 3.5). Making them again changes nothing.
public final class ConversationBirth {
  private final conversationBlockingStub conversations;
  private final groupBlockingStub groups;

  /// Asks the conversation and the group service.
  public ConversationBirth(conversationBlockingStub conversations, groupBlockingStub groups) {
    this.conversations = conversations;
    this.groups = groups;
  }

  /// Makes sure that the participants have the conversation of `first`, its first message.
  void ensure(String conversationID, MsgData first) {
    RequestContext.current().asAdmin().run(() -> create(conversationID, first));
  }

  private void create(String conversationID, MsgData first) {
    if (first.getSessionType() == SessionType.GROUP) {
      conversations.createGroupChatConversations(
          CreateGroupChatConversationsReq.newBuilder()
              .setGroupID(first.getGroupID())
              .addAllUserIDs(
                  groups
                      .getGroupMemberUserIDs(
                          GetGroupMemberUserIDsReq.newBuilder()
                              .setGroupID(first.getGroupID())
                              .build())
                      .getUserIDsList())
              .build());
      return;
    }
    conversations.createSingleChatConversations(
        CreateSingleChatConversationsReq.newBuilder()
            .setSendID(first.getSendID())
            .setRecvID(first.getRecvID())
            .setConversationID(conversationID)
            .setConversationType(first.getSessionType())
            .build());
  }
}
