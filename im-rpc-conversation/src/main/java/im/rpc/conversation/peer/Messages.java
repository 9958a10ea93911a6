package im.rpc.conversation.peer;

import im.common.context.RequestContext;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.msg.ActiveConversation;
import im.proto.msg.GetActiveConversationReq;
import im.proto.msg.GetHasReadSeqsReq;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageSeqByTimeReq;
import im.proto.msg.GetMsgByConversationIDsReq;
import im.proto.msg.SetUserConversationMaxSeqReq;
import im.proto.msg.SetUserConversationMinSeqReq;
import im.proto.msg.msgGrpc;
import im.proto.sdkws.MsgData;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// Messages and seqs, as rpc-msg has them.
public final class Messages {
  private final msgGrpc.msgBlockingStub msg;

  /// Calls rpc-msg through `rpc`.
  public Messages(RpcClients rpc) {
    msg = rpc.stub(ServiceName.MSG, msgGrpc::newBlockingStub);
  }

  /// The newest message of a conversation.
  ///
  /// @param seq its number
  /// @param numberedAt when it was given that number, ms since the epoch; 0 when nobody knows
  public record Newest(long seq, long numberedAt) {}

  /// The newest message of each conversation that has any.
  public Map<String, Newest> newest(Collection<String> conversationIDs) {
    GetActiveConversationReq request =
        GetActiveConversationReq.newBuilder().addAllConversationIDs(conversationIDs).build();
    return asServer().call(() -> msg.getActiveConversation(request)).getConversationsList().stream()
        .collect(
            Collectors.toMap(
                ActiveConversation::getConversationID,
                each -> new Newest(each.getMaxSeq(), each.getLastTime())));
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

  /// The message at the given seq of each conversation; absent where there is none.
  public Map<String, MsgData> messagesAt(Map<String, Long> seqs) {
    Map<String, MsgData> found = new HashMap<>();
    Map<String, Long> left = new HashMap<>(seqs);
    while (!left.isEmpty()) {
      GetMsgByConversationIDsReq request =
          GetMsgByConversationIDsReq.newBuilder()
              .addAllConversationIDs(left.keySet())
              .putAllMaxSeqs(left)
              .build();
      Map<String, MsgData> some =
          asServer().call(() -> msg.getMsgByConversationIDs(request)).getMsgDatasMap();
      if (some.isEmpty()) {
        break;
      }
      found.putAll(some);
      // An answer has what fits; what is not there may not exist, or be in the next one.
      left.keySet().removeAll(some.keySet());
    }
    return found;
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
