package im.msgtransfer.sequencing;

import im.common.context.RequestContext;
import im.common.sequence.MessageKey;
import im.proto.sdkws.MsgData;

/// A message on its way into one conversation.
///
/// @param queueKey key of its records on every topic
/// @param message the message, without a number yet
/// @param stored whether it takes a number and is kept; otherwise it is only pushed
/// @param context the request that sent it
record Accepted(String queueKey, MsgData message, boolean stored, RequestContext context) {
  /// What makes a repeated send the same message; a client that names none gets no such protection.
  MessageKey key() {
    String id =
        message.getClientMsgID().isEmpty() ? message.getServerMsgID() : message.getClientMsgID();
    return new MessageKey(message.getSendID(), id);
  }
}
