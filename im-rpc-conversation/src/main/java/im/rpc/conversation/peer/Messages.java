package im.rpc.conversation.peer;

import im.common.context.RequestContext;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.msg.ActiveConversation;
import im.proto.msg.GetActiveConversationReq;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageSeqByTimeReq;
import im.proto.msg.Seqs;
import im.proto.msg.SetUserConversationMaxSeqReq;
import im.proto.msg.SetUserConversationMinSeqReq;
import im.proto.msg.msgGrpc;
import im.proto.sdkws.MsgData;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    return RequestContext.callAsAdmin(() -> msg.getActiveConversation(request))
        .getConversationsList()
        .stream()
        .collect(
            Collectors.toMap(
                ActiveConversation::getConversationID,
                each -> new Newest(each.getMaxSeq(), each.getLastTime())));
  }

  /// Where a user stands in each of his conversations: what he has read, and the newest he may see.
  public Map<String, Seqs> seqs(String userID, Collection<String> conversationIDs) {
    GetConversationsHasReadAndMaxSeqReq request =
        GetConversationsHasReadAndMaxSeqReq.newBuilder()
            .setUserID(userID)
            .addAllConversationIDs(conversationIDs)
            .build();
    return RequestContext.callAsAdmin(() -> msg.getConversationsHasReadAndMaxSeq(request))
        .getSeqsMap();
  }

  /// The last message that a user can see in each conversation; absent where there is none.
  public Map<String, MsgData> lastMessages(String userID, Collection<String> conversationIDs) {
    Map<String, MsgData> found = new HashMap<>();
    Set<String> left = new LinkedHashSet<>(conversationIDs);
    while (!left.isEmpty()) {
      GetLastMessageReq request =
          GetLastMessageReq.newBuilder().setUserID(userID).addAllConversationIDs(left).build();
      Map<String, MsgData> some =
          RequestContext.callAsAdmin(() -> msg.getLastMessage(request)).getMsgsMap();
      if (some.isEmpty()) {
        break;
      }
      found.putAll(some);
      // An answer has what fits; what is not there may not exist, or be in the next one.
      left.removeAll(some.keySet());
    }
    return found;
  }

  /// The last seq sent at or before `time` (ms since the epoch); 0 when there is none.
  public long lastSeqUntil(String conversationID, long time) {
    GetLastMessageSeqByTimeReq request =
        GetLastMessageSeqByTimeReq.newBuilder()
            .setConversationID(conversationID)
            .setTime(time)
            .build();
    return RequestContext.callAsAdmin(() -> msg.getLastMessageSeqByTime(request)).getSeq();
  }

  /// Hides from some users what comes after `maxSeq`; 0 hides nothing.
  public void setMaxSeq(String conversationID, List<String> userIDs, long maxSeq) {
    SetUserConversationMaxSeqReq request =
        SetUserConversationMaxSeqReq.newBuilder()
            .setConversationID(conversationID)
            .addAllOwnerUserID(userIDs)
            .setMaxSeq(maxSeq)
            .build();
    RequestContext.callAsAdmin(() -> msg.setUserConversationMaxSeq(request));
  }

  /// Hides from some users what comes before `minSeq`.
  public void setMinSeq(String conversationID, List<String> userIDs, long minSeq) {
    SetUserConversationMinSeqReq request =
        SetUserConversationMinSeqReq.newBuilder()
            .setConversationID(conversationID)
            .addAllOwnerUserID(userIDs)
            .setMinSeq(minSeq)
            .build();
    RequestContext.callAsAdmin(() -> msg.setUserConversationMinSeq(request));
  }
}
