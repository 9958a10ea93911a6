package im.msggateway.session;

import im.common.message.ConversationIDs;
import im.msggateway.codec.Response;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.PushMessages;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A message on its way to clients that did not ask for it.
///
/// @param conversationID where the message belongs
/// @param operationID of the call that pushed it
public record PushedMessage(String conversationID, MsgData message, String operationID) {
  private static final int PUSH_MESSAGE = 2001;

  /// A message pushed by the call `operationID`.
  public static PushedMessage of(MsgData message, String operationID) {
    return new PushedMessage(ConversationIDs.of(message), message, operationID);
  }

  /// One frame with all of `pushed`, those of a conversation in their order
  /// (`reference/ws-protocol.md` 4.5); it carries the operation of the first.
  public static Response response(List<PushedMessage> pushed) {
    Map<String, PullMsgs.Builder> byConversation = new LinkedHashMap<>();
    for (PushedMessage each : pushed) {
      byConversation
          .computeIfAbsent(each.conversationID(), _ -> PullMsgs.newBuilder())
          .addMsgs(each.message());
    }
    PushMessages.Builder push = PushMessages.newBuilder();
    byConversation.forEach((conversationID, messages) -> {
      if (ConversationIDs.isNotification(conversationID)) {
        push.putNotificationMsgs(conversationID, messages.build());
      } else {
        push.putMsgs(conversationID, messages.build());
      }
    });
    return Response.push(
        PUSH_MESSAGE, pushed.getFirst().operationID(), push.build().toByteString());
  }
}
