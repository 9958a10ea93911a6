package im.api.jssdk;

import im.common.message.MessageStatus;
import im.proto.msg.ConversationSeqs;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetSeqMessageReq;
import im.proto.msg.GetSeqMessageResp;
import im.proto.msg.msgGrpc.msgBlockingStub;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMsgs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The last message of each conversation: the one at its highest seq, or where that is gone the
/// newest one that can still be read.
public final class LastMessages {
  private final msgBlockingStub messages;

  /// Reads through `messages`.
  public LastMessages(msgBlockingStub messages) {
    this.messages = messages;
  }

  /// The messages by conversation id; a conversation without one has no entry.
  Map<String, MsgData> of(String userID, List<String> conversationIDs, Map<String, Long> maxSeqs) {
    Map<String, MsgData> last = atMaxSeq(userID, conversationIDs, maxSeqs);
    List<String> gone =
        conversationIDs.stream()
            .filter(id -> !last.containsKey(id) && maxSeqs.getOrDefault(id, 0L) > 0)
            .toList();
    if (!gone.isEmpty()) {
      messages
          .getLastMessage(
              GetLastMessageReq.newBuilder().setUserID(userID).addAllConversationIDs(gone).build())
          .getMsgsMap()
          .forEach((id, message) -> putReadable(last, id, message));
    }
    return last;
  }

  private Map<String, MsgData> atMaxSeq(
      String userID, List<String> conversationIDs, Map<String, Long> maxSeqs) {
    GetSeqMessageReq.Builder request = GetSeqMessageReq.newBuilder().setUserID(userID);
    for (String id : conversationIDs) {
      long seq = maxSeqs.getOrDefault(id, 0L);
      if (seq > 0) {
        request.addConversations(ConversationSeqs.newBuilder().setConversationID(id).addSeqs(seq));
      }
    }
    Map<String, MsgData> last = new HashMap<>();
    if (request.getConversationsCount() > 0) {
      GetSeqMessageResp found = messages.getSeqMessage(request.build());
      found.getMsgsMap().forEach((id, pulled) -> putNewest(last, id, pulled));
      found.getNotificationMsgsMap().forEach((id, pulled) -> putNewest(last, id, pulled));
    }
    return last;
  }

  private static void putNewest(Map<String, MsgData> last, String id, PullMsgs pulled) {
    if (pulled.getMsgsCount() > 0) {
      putReadable(last, id, pulled.getMsgs(pulled.getMsgsCount() - 1));
    }
  }

  private static void putReadable(Map<String, MsgData> last, String id, MsgData message) {
    if (message.getStatus() < MessageStatus.DELETED) {
      last.put(id, message);
    }
  }
}
