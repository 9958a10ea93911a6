package im.rpc.conversation.peer;

import im.common.context.RequestContext;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.msg.GetHasReadSeqsReq;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageSeqByTimeReq;
import im.proto.msg.GetMaxSeqsReq;
import im.proto.msg.GetMsgByConversationIDsReq;
import im.proto.msg.SetUserConversationMaxSeqReq;
import im.proto.msg.SetUserConversationMinSeqReq;
import im.proto.msg.msgGrpc;
import im.proto.sdkws.MsgData;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Messages and seqs, as rpc-msg has them.
public final class Messages {
  private final msgGrpc.msgBlockingStub msg;

  /// Calls rpc-msg through `rpc`.
  public Messages(RpcClients rpc) {
    msg = rpc.stub(ServiceName.MSG, msgGrpc::newBlockingStub);
  }

  /// The newest seq of each conversation that has messages.
  public Map<String, Long> maxSeqs(Collection<String> conversationIDs) {
    GetMaxSeqsReq request =
        GetMaxSeqsReq.newBuilder().addAllConversationIDs(conversationIDs).build();
    return asServer().call(() -> msg.getMaxSeqs(request)).getMaxSeqsMap();
  }

  /// The seq up to which a user has read each conversation.
  public Map<String, Long> readSeqs(String userID, Collection<String> conversationIDs) {
    GetHasReadSeqsReq request =
        GetHasReadSeqsReq.newBuilder()
            .setUserID(userID)
            .addAllConversationIDs(conversationIDs)
            .build();
    return asServer().call(() -> msg.getHasReadSeqs(request)).getMaxSeqsMap();
  }

  /// The message at the given seq of each conversation.
  public Map<String, MsgData> messagesAt(
      Collection<String> conversationIDs, Map<String, Long> seqs) {
    GetMsgByConversationIDsReq request =
        GetMsgByConversationIDsReq.newBuilder()
            .addAllConversationIDs(conversationIDs)
            .putAllMaxSeqs(seqs)
            .build();
    return asServer().call(() -> msg.getMsgByConversationIDs(request)).getMsgDatasMap();
  }

  /// The last message that a user can see in each conversation.
  public Map<String, MsgData> lastMessages(String userID, Collection<String> conversationIDs) {
    GetLastMessageReq request =
        GetLastMessageReq.newBuilder()
            .setUserID(userID)
            .addAllConversationIDs(conversationIDs)
            .build();
    return asServer().call(() -> msg.getLastMessage(request)).getMsgsMap();
  }

  /// The last seq sent at or before `time` (ms since the epoch); 0 when there is none.
  public long lastSeqUntil(String conversationID, long time) {
    GetLastMessageSeqByTimeReq request =
        GetLastMessageSeqByTimeReq.newBuilder()
            .setConversationID(conversationID)
            .setTime(time)
            .build();
    return asServer().call(() -> msg.getLastMessageSeqByTime(request)).getSeq();
  }

  /// Hides from some users what comes after `maxSeq`; 0 hides nothing.
  public void setMaxSeq(String conversationID, List<String> userIDs, long maxSeq) {
    SetUserConversationMaxSeqReq request =
        SetUserConversationMaxSeqReq.newBuilder()
            .setConversationID(conversationID)
            .addAllOwnerUserID(userIDs)
            .setMaxSeq(maxSeq)
            .build();
    asServer().call(() -> msg.setUserConversationMaxSeq(request));
  }

  /// Hides from some users what comes before `minSeq`.
  public void setMinSeq(String conversationID, List<String> userIDs, long minSeq) {
    SetUserConversationMinSeqReq request =
        SetUserConversationMinSeqReq.newBuilder()
            .setConversationID(conversationID)
            .addAllOwnerUserID(userIDs)
            .setMinSeq(minSeq)
            .build();
    asServer().call(() -> msg.setUserConversationMinSeq(request));
  }

  private static RequestContext asServer() {
    return RequestContext.current().asAdmin();
  }
}
