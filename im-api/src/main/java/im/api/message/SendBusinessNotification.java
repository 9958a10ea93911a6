package im.api.message;

import com.google.protobuf.ByteString;
import im.api.body.JsonBody;
import im.api.edge.Endpoint;
import im.api.edge.Reply;
import im.api.edge.UnreadableBodyException;
import im.common.access.Access;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.http.HttpRequest;
import im.common.message.ContentType;
import im.common.message.MessageOptions;
import im.common.message.MessageSource;
import im.common.message.SessionType;
import im.proto.sdkws.MsgData;
import java.time.Clock;

/// `/msg/send_business_notification`: the app's server tells a user or a group something of its own
/// (`reference/rest-api.md` 4.3).
public final class SendBusinessNotification implements Endpoint {
  /// The level at which a notification is kept in the history.
  private static final int KEPT = 2;

  private final MessageSender sender;
  private final ClientMsgIDs clientMsgIDs;
  private final Access access;
  private final Clock clock;

  /// Sends with `sender`.
  public SendBusinessNotification(
      MessageSender sender, ClientMsgIDs clientMsgIDs, Access access, Clock clock) {
    this.sender = sender;
    this.clientMsgIDs = clientMsgIDs;
    this.access = access;
    this.clock = clock;
  }

  @Override
  public Reply handle(HttpRequest request) {
    JsonBody body = JsonBody.parse(request.body());
    String key = body.text("key");
    String data = body.text("data");
    String sendUserID = body.text("sendUserID");
    String recvUserID = body.text("recvUserID");
    String recvGroupID = body.text("recvGroupID");
    boolean sendMsg = body.flag("sendMsg");
    boolean kept = body.int32("reliabilityLevel") == KEPT;
    if (sendUserID.isEmpty()) {
      throw UnreadableBodyException.because("sendUserID: missing (expected: a user id)");
    }
    if (recvUserID.isEmpty() == recvGroupID.isEmpty()) {
      throw ErrorCode.ARGS.because(
          "recvUserID: %s, recvGroupID: %s (expected: exactly one of them)"
              .formatted(recvUserID, recvGroupID));
    }
    access.requireAdmin();
    String content = ContentText.ofField("detail", ContentText.ofKeyAndData(key, data));
    MsgData message =
        MsgData.newBuilder()
            .setSendID(sendUserID)
            .setRecvID(recvUserID)
            .setGroupID(recvGroupID)
            .setClientMsgID(clientMsgIDs.next(RequestContext.current().opUserID()))
            .setSessionType(recvGroupID.isEmpty() ? SessionType.SINGLE : SessionType.GROUP)
            .setMsgFrom(MessageSource.SYSTEM)
            .setContentType(ContentType.BUSINESS_NOTIFICATION)
            .setContent(ByteString.copyFromUtf8(content))
            .setCreateTime(clock.millis())
            .putOptions(MessageOptions.IS_NOT_NOTIFICATION, false)
            .putOptions(MessageOptions.IS_SEND_MSG, sendMsg)
            .putOptions(MessageOptions.HISTORY, kept)
            .putOptions(MessageOptions.PERSISTENT, kept)
            .putOptions(MessageOptions.OFFLINE_PUSH, false)
            .putOptions(MessageOptions.UNREAD_COUNT, sendMsg)
            .putOptions(MessageOptions.CONVERSATION_UPDATE, false)
            .putOptions(MessageOptions.SENDER_SYNC, true)
            .putOptions(MessageOptions.NOT_PRIVATE, false)
            .putOptions(MessageOptions.SENDER_CONVERSATION_UPDATE, false)
            .putOptions(MessageOptions.REACTION_FROM_CACHE, false)
            .build();
    return MessageSender.reply(sender.send(message));
  }
}
