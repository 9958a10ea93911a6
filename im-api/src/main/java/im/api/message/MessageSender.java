package im.api.message;

import im.api.edge.Envelope;
import im.api.edge.Reply;
import im.common.message.MessageStatus;
import im.proto.msg.SendMsgReq;
import im.proto.msg.SendMsgResp;
import im.proto.msg.SendSimpleMsgReq;
import im.proto.msg.SendSimpleMsgResp;
import im.proto.msg.SetSendMsgStatusReq;
import im.proto.msg.msgGrpc.msgBlockingStub;
import im.proto.sdkws.MsgData;

/// Gives messages to the message service and says what became of them.
public final class MessageSender {
  private final msgBlockingStub messages;

  /// Sends through `messages`.
  public MessageSender(msgBlockingStub messages) {
    this.messages = messages;
  }

  /// Sends a message; when this returns, it is durable.
  SentMessage send(MsgData message) {
    SendMsgResp sent = messages.sendMsg(SendMsgReq.newBuilder().setMsgData(message).build());
    return new SentMessage(
        sent.getServerMsgID(), sent.getClientMsgID(), sent.getSendTime(), sent.getModify());
  }

  /// As [#send(MsgData)], with name and face of the sender taken from the sender's profile.
  SentMessage sendSimple(MsgData message) {
    SendSimpleMsgResp sent =
        messages.sendSimpleMsg(SendSimpleMsgReq.newBuilder().setMsgData(message).build());
    return new SentMessage(
        sent.getServerMsgID(), sent.getClientMsgID(), sent.getSendTime(), sent.getModify());
  }

  /// Lets `/msg/check_msg_is_send_success` find the current operation's success.
  void rememberSuccess() {
    var _ =
        messages.setSendMsgStatus(
            SetSendMsgStatusReq.newBuilder().setStatus(MessageStatus.SENT).build());
  }

  /// The answer about one message.
  static Reply reply(SentMessage sent) {
    return Envelope.success(out -> {
      out.writeStartObject();
      sent.writeFields(out);
      sent.writeModify(out);
      out.writeEndObject();
    });
  }
}
