package im.rpc.group.notice;

import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.message.ConversationIDs;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.conversation.SetConversationMinSeqReq;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.conversationGrpc;
import im.proto.msg.GetConversationMaxSeqReq;
import im.proto.msg.msgGrpc;
import im.proto.wrappers.Int32Value;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The group's chat as the conversation and message services keep it: one conversation per member,
/// and how much of it he may see.
///
/// Called after the membership changed for good, and with the rights of the server, since a member
/// may not change the conversations of others. A failure is logged and does not undo or fail the
/// change.
public final class Chats {
  private static final Logger log = LoggerFactory.getLogger(Chats.class);
  private static final int GROUP_CHAT = 3;
  private static final int ANNOUNCEMENT = 4;
  private static final int USERS_PER_CALL = 1000;

  private final conversationGrpc.conversationBlockingStub conversations;
  private final msgGrpc.msgBlockingStub messages;
  private final boolean historyForNewMembers;

  /// Asks the services through `rpc`. With `historyForNewMembers` off a member sees nothing older
  /// than the membership.
  public Chats(RpcClients rpc, boolean historyForNewMembers) {
    conversations = rpc.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
    messages = rpc.stub(ServiceName.MSG, msgGrpc::newBlockingStub);
    this.historyForNewMembers = historyForNewMembers;
  }

  /// Gives new members the chat (`reference/business-rules.md` 7.6).
  public void open(String groupID, List<String> userIDs) {
    String conversationID = ConversationIDs.group(groupID);
    attempt(
        "open",
        conversationID,
        () -> {
          if (!historyForNewMembers) {
            var _ =
                conversations.setConversationMinSeq(
                    SetConversationMinSeqReq.newBuilder()
                        .setConversationID(conversationID)
                        .addAllOwnerUserID(userIDs)
                        .setMinSeq(maxSeq(conversationID) + 1)
                        .build());
          }
          var _ =
              conversations.createGroupChatConversations(
                  CreateGroupChatConversationsReq.newBuilder()
                      .setGroupID(groupID)
                      .addAllUserIDs(userIDs)
                      .build());
        });
  }

  /// Lifts the limit that an earlier leave may have set.
  public void unlimit(String groupID, List<String> userIDs) {
    String conversationID = ConversationIDs.group(groupID);
    attempt("unlimit", conversationID, () -> setMaxSeq(conversationID, userIDs, 0));
  }

  /// Ends the chat for those who left at what was said until now.
  public void limit(String groupID, List<String> userIDs) {
    String conversationID = ConversationIDs.group(groupID);
    attempt(
        "limit", conversationID, () -> setMaxSeq(conversationID, userIDs, maxSeq(conversationID)));
  }

  /// Marks the chat of all members with a new announcement.
  public void announce(String groupID, List<String> userIDs) {
    String conversationID = ConversationIDs.group(groupID);
    ConversationReq marked =
        ConversationReq.newBuilder()
            .setConversationID(conversationID)
            .setConversationType(GROUP_CHAT)
            .setGroupID(groupID)
            .setGroupAtType(Int32Value.newBuilder().setValue(ANNOUNCEMENT))
            .build();
    for (int from = 0; from < userIDs.size(); from += USERS_PER_CALL) {
      List<String> chunk = userIDs.subList(from, Math.min(userIDs.size(), from + USERS_PER_CALL));
      attempt(
          "announce",
          conversationID,
          () -> {
            var _ =
                conversations.setConversations(
                    SetConversationsReq.newBuilder()
                        .addAllUserIDs(chunk)
                        .setConversation(marked)
                        .build());
          });
    }
  }

  private void setMaxSeq(String conversationID, List<String> userIDs, long maxSeq) {
    var _ =
        conversations.setConversationMaxSeq(
            SetConversationMaxSeqReq.newBuilder()
                .setConversationID(conversationID)
                .addAllOwnerUserID(userIDs)
                .setMaxSeq(maxSeq)
                .build());
  }

  private long maxSeq(String conversationID) {
    return messages
        .getConversationMaxSeq(
            GetConversationMaxSeqReq.newBuilder().setConversationID(conversationID).build())
        .getMaxSeq();
  }

  private static void attempt(String what, String conversationID, Runnable call) {
    try {
      RequestContext.current().asAdmin().run(call);
    } catch (RuntimeException e) {
      log.error("{} of {} failed: {}", what, conversationID, ErrorTable.of(e).getMessage());
    }
  }
}
