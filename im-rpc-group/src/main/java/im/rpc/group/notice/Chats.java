package im.rpc.group.notice;

import com.google.common.collect.Lists;
import im.common.context.RequestContext;
import im.common.context.Together;
import im.common.message.ConversationIDs;
import im.common.message.GroupAtType;
import im.common.message.SessionType;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.common.sequence.UserSequences.Bounds;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.conversation.SetConversationMinSeqReq;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.conversationGrpc;
import im.proto.msg.GetConversationMaxSeqReq;
import im.proto.msg.GetLastMessageSeqByTimeReq;
import im.proto.msg.msgGrpc;
import im.proto.wrappers.Int32Value;
import java.util.List;
import java.util.function.Consumer;

/// The group's chat as the conversation and message services keep it: one conversation per member,
/// and how much of it he may see.
///
/// Called after the membership changed for good, and with the rights of the server, since a member
/// may not change the conversations of others. Everything may be done again; a failure is thrown,
/// and whoever calls sees to it that it is (`docs/architecture.md`, "A notification is not lost").
public final class Chats {
  private static final int USERS_PER_CALL = 500;
  private static final int CALLS_AT_ONCE = 4;

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

  /// The newest number of the group's chat; 0 when nothing was said yet.
  public long newest(String groupID) {
    GetConversationMaxSeqReq request =
        GetConversationMaxSeqReq.newBuilder()
            .setConversationID(ConversationIDs.group(groupID))
            .build();
    return RequestContext.callAsAdmin(() -> messages.getConversationMaxSeq(request)).getMaxSeq();
  }

  /// The newest number that was said in the group's chat until `time`, ms; 0 when nothing was.
  public long newestAt(String groupID, long time) {
    GetLastMessageSeqByTimeReq request =
        GetLastMessageSeqByTimeReq.newBuilder()
            .setConversationID(ConversationIDs.group(groupID))
            .setTime(time)
            .build();
    return RequestContext.callAsAdmin(() -> messages.getLastMessageSeqByTime(request)).getSeq();
  }

  /// Whether new members see only what is said after they came.
  public boolean hidesHistory() {
    return !historyForNewMembers;
  }

  /// Gives new members the chat (`reference/business-rules.md` 7.6), without what comes before the
  /// number `from`, and lifts the limit that an earlier leave may have set.
  public void open(String groupID, List<String> userIDs, long from) {
    String conversationID = ConversationIDs.group(groupID);
    each(
        userIDs,
        some -> {
          if (from > 0) {
            var _ =
                conversations.setConversationMinSeq(
                    SetConversationMinSeqReq.newBuilder()
                        .setConversationID(conversationID)
                        .addAllOwnerUserID(some)
                        .setMinSeq(from)
                        .build());
          }
          var _ =
              conversations.createGroupChatConversations(
                  CreateGroupChatConversationsReq.newBuilder()
                      .setGroupID(groupID)
                      .addAllUserIDs(some)
                      .build());
          setMaxSeq(conversationID, some, 0);
        });
  }

  /// Ends the chat for those who left at the number `last`. Where nothing was said yet they see the
  /// first message at most.
  public void limit(String groupID, List<String> userIDs, long last) {
    String conversationID = ConversationIDs.group(groupID);
    each(userIDs, some -> setMaxSeq(conversationID, some, Bounds.endAfter(last)));
  }

  /// Marks the chat of all members with a new announcement.
  public void announce(String groupID, List<String> userIDs) {
    ConversationReq marked =
        ConversationReq.newBuilder()
            .setConversationID(ConversationIDs.group(groupID))
            .setConversationType(SessionType.GROUP)
            .setGroupID(groupID)
            .setGroupAtType(Int32Value.newBuilder().setValue(GroupAtType.ANNOUNCEMENT))
            .build();
    each(
        userIDs,
        some -> {
          var _ =
              conversations.setConversations(
                  SetConversationsReq.newBuilder()
                      .addAllUserIDs(some)
                      .setConversation(marked)
                      .build());
        });
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

  private static void each(List<String> userIDs, Consumer<List<String>> call) {
    List<Runnable> calls =
        Lists.partition(userIDs, USERS_PER_CALL).stream()
            .<Runnable>map(some -> () -> call.accept(some))
            .toList();
    RequestContext.runAsAdmin(() -> Together.run(CALLS_AT_ONCE, calls));
  }
}
