package im.api.message;

import com.google.protobuf.ByteString;
import im.api.body.JsonBody;
import im.api.edge.Endpoint;
import im.api.edge.Reply;
import im.api.edge.UnreadableBodyException;
import im.common.error.ErrorCode;
import im.common.http.HttpRequest;
import im.common.message.ContentType;
import im.common.message.MessageSource;
import im.common.message.Platform;
import im.common.message.SessionType;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.OfflinePushInfo;
import java.util.Base64;

/// `/msg/send_simple_msg?key=…`: answers a message that a webhook has told about, into the
/// conversation that the key names (`reference/rest-api.md` 4.4).
public final class SendSimpleMessage implements Endpoint {

  private final MessageSender sender;
  private final ClientMsgIDs clientMsgIDs;

  /// Sends with `sender`, which refuses a caller who is neither the effective sender nor app admin.
  public SendSimpleMessage(MessageSender sender, ClientMsgIDs clientMsgIDs) {
    this.sender = sender;
    this.clientMsgIDs = clientMsgIDs;
  }

  @Override
  public Reply handle(HttpRequest request) {
    JsonBody body = JsonBody.parse(request.body());
    String content = body.text("content");
    if (content.isEmpty()) {
      throw UnreadableBodyException.because("content: missing (expected: a text)");
    }
    JsonBody key = key(request.parameter("key"));
    MsgData.Builder message =
        MsgData.newBuilder()
            .setSenderPlatformID(Platform.ADMIN.id())
            .setMsgFrom(MessageSource.USER)
            .setContentType(ContentType.MARKDOWN)
            .setContent(ByteString.copyFromUtf8(ContentText.ofField("Content", content)))
            .setEx(body.text("ex"));
    String groupID = key.text("groupID");
    if (key.text("sendID").isEmpty()) {
      throw ErrorCode.ARGS.because("missing recvID or GroupID");
    }
    if (groupID.isEmpty()) {
      // The reply goes the other way than the message it answers.
      message
          .setSessionType(SessionType.SINGLE)
          .setSendID(key.text("recvID"))
          .setRecvID(key.text("sendID"));
    } else {
      message.setSessionType(SessionType.GROUP).setSendID(body.text("sendID")).setGroupID(groupID);
    }
    if (message.getSendID().isEmpty()) {
      throw ErrorCode.ARGS.because("missing sendID");
    }
    message.setClientMsgID(clientMsgIDs.next(message.getSendID()));
    OfflinePushInfo.Builder push = OfflinePushInfo.newBuilder();
    if (body.message("offlinePushInfo", push)) {
      message.setOfflinePushInfo(push);
    }
    SentMessage sent = sender.sendSimple(message.build());
    sender.rememberSuccess();
    return MessageSender.reply(sent);
  }

  private static JsonBody key(String key) {
    try {
      return JsonBody.parseArgument(Base64.getDecoder().decode(key));
    } catch (IllegalArgumentException _) {
      throw ErrorCode.ARGS.because("key: not Base64 (expected: the key of a webhook's URL)");
    }
  }
}
