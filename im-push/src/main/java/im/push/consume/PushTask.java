package im.push.consume;

import im.common.context.RequestContext;
import im.common.message.MessageStatus;
import im.proto.sdkws.MsgData;
import java.util.List;

/// One message on its way to its receivers.
///
/// @param context operation that the message was sent under; its operationID is never empty
/// @param message as receivers are to see it, see [#sent(MsgData)]
/// @param conversationID conversation it is stored in
/// @param receivers everybody who is to see it
public record PushTask(
    RequestContext context, MsgData message, String conversationID, List<String> receivers) {

  /// `message` as one that has been sent: clients send it as still sending
  /// (`reference/pipeline-storage.md` 11.41).
  public static MsgData sent(MsgData message) {
    return message.getStatus() == MessageStatus.SENDING
        ? message.toBuilder().setStatus(MessageStatus.SENT).build()
        : message;
  }
}
