package im.rpc.msg.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.history.StoredMessage.Revoke;
import im.common.json.GoJson;
import im.common.json.JsonLimits;
import im.proto.sdkws.MessageRevokedContent;
import im.proto.sdkws.MsgData;
import java.util.Map;

/// What readers see in place of a revoked message: who took it back, when, and whose it was.
final class RevokedContent {
  private static final ObjectMapper JSON = JsonLimits.mapper();

  private RevokedContent() {}

  /// The content, as JSON whose `detail` is JSON again.
  static String of(MsgData message, Revoke revoke) {
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
