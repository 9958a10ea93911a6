package im.rpc.msg.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import im.common.history.MessageHistory;
import im.common.history.StoredMessage;
import im.common.json.GoJson;
import im.common.message.ContentType;
import im.common.message.MessageStatus;
import im.common.message.SessionType;
import im.proto.sdkws.MessageRevokedContent;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Stored messages as one user sees them (`reference/pipeline-storage.md` 5.3): what he deleted has
/// no content, what was revoked says so, what is gone or not there yet is a placeholder of status
/// 4. There is exactly one message for every number asked for.
public final class MessageViews {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final MessageHistory history;

  /// Reads from `history`.
  public MessageViews(MessageHistory history) {
    this.history = history;
  }

  /// The messages under `seqs`, in the order of `seqs`, as `userID` sees them.
  public List<MsgData> of(String userID, String conversationID, Collection<Long> seqs) {
    Map<Long, StoredMessage> slots = history.find(conversationID, seqs);
    List<MsgData> messages = new ArrayList<>(seqs.size());
    for (long seq : seqs) {
      messages.add(view(userID, seq, slots.get(seq)));
    }
    return messages;
  }

  private static MsgData view(String userID, long seq, @Nullable StoredMessage slot) {
    if (slot == null || slot.message() == null) {
      return MsgData.newBuilder().setSeq(seq).setStatus(MessageStatus.DELETED).build();
    }
    MsgData message = slot.message();
    MsgData.Builder view = message.toBuilder();
    if (slot.deletedFor().contains(userID)) {
      view.setContent(ByteString.EMPTY).setStatus(MessageStatus.DELETED);
    }
    if (slot.revoke() != null) {
      view.setContentType(ContentType.MESSAGE_REVOKED)
          .setContent(ByteString.copyFromUtf8(detail(message, slot.revoke())));
    }
    view.setIsRead(slot.isRead() && message.getSessionType() == SessionType.SINGLE);
    return view.build();
  }

  private static String detail(MsgData message, StoredMessage.Revoke revoke) {
    MessageRevokedContent content =
        MessageRevokedContent.newBuilder()
            .setRevokerID(revoke.userID())
            .setRevokerRole(revoke.role())
            .setClientMsgID(message.getClientMsgID())
            .setRevokerNickname(revoke.nickname())
            .setRevokeTime(revoke.timeMs())
            .setSourceMessageSendTime(message.getSendTime())
            .setSourceMessageSendID(message.getSendID())
            .setSourceMessageSenderNickname(message.getSenderNickname())
            .setSessionType(message.getSessionType())
            .setSeq(message.getSeq())
            .setEx(message.getEx())
            .build();
    try {
      return JSON.writeValueAsString(Map.of("detail", GoJson.toString(content)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("revoke content: not writable as JSON", e);
    }
  }
}
