package im.rpc.msg.change;

import im.common.context.RequestContext;
import im.common.history.MessageScan;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.common.sequence.ConversationSequences;
import im.common.sequence.UserSequences;
import im.proto.conversation.Conversation;
import im.proto.conversation.SetConversationMinSeqReq;
import im.proto.conversation.UpdateConversationReq;
import im.proto.conversation.conversationGrpc;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.msg.ClearMsgReq;
import im.proto.wrappers.Int64Value;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Messages that hide themselves from a user some time after they were sent
/// (`reference/business-rules.md` 8.6): the conversation's owner chose the time.
public final class SelfDestruct {
  private final ConversationSequences conversations;
  private final UserSequences users;
  private final MessageScan scan;
  private final conversationBlockingStub rows;
  private final Clock clock;

  /// Finds out what is due in `scan`; hides it through the conversation service.
  public SelfDestruct(
      ConversationSequences conversations,
      UserSequences users,
      MessageScan scan,
      RpcClients rpc,
      Clock clock) {
    this.conversations = conversations;
    this.users = users;
    this.scan = scan;
    this.clock = clock;
    rows = rpc.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
  }

  /// Hides what is due now in the given conversations, as their rows say; those that do not destroy
  /// their messages are skipped.
  public void clear(ClearMsgReq request) {
    RequestContext.runAsAdmin(() ->
        request.getConversationsList().stream()
            .filter(row -> row.getIsMsgDestruct() && row.getMsgDestructTime() > 0)
            .forEach(this::clear));
  }

  /// The last number of a conversation that was sent at or before `timeMs`, 0 when there is none
  /// that anybody can see.
  public long lastUntil(String conversationID, long timeMs) {
    List<String> id = List.of(conversationID);
    Map<String, Long> mins = users.conversationMins(id);
    return scan.lastUntil(
        conversationID,
        mins.getOrDefault(conversationID, 0L),
        conversations.maxSeqs(id).getOrDefault(conversationID, 0L),
        timeMs);
  }

  private void clear(Conversation row) {
    String id = row.getConversationID();
    String owner = row.getOwnerUserID();
    long now = clock.millis();
    long seq = lastUntil(id, now - TimeUnit.SECONDS.toMillis(row.getMsgDestructTime()));
    if (seq > 0 && seq >= row.getMinSeq()) {
      users.raiseMin(List.of(owner), id, seq + 1);
      var _ =
          rows.setConversationMinSeq(
              SetConversationMinSeqReq.newBuilder()
                  .setConversationID(id)
                  .addOwnerUserID(owner)
                  .setMinSeq(seq + 1)
                  .build());
    }
    var _ =
        rows.updateConversation(
            UpdateConversationReq.newBuilder()
                .setConversationID(id)
                .addUserIDs(owner)
                .setLatestMsgDestructTime(Int64Value.newBuilder().setValue(now))
                .build());
  }
}
