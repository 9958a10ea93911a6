package im.msggateway.push;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.message.ConversationIDs;
import im.common.message.Platform;
import im.msggateway.codec.Response;
import im.msggateway.session.OutboundFrame.Kind;
import im.msggateway.session.Session;
import im.msggateway.session.SessionRegistry;
import im.msggateway.session.SharedFrames;
import im.proto.msggateway.SingleMsgToUserPlatform;
import im.proto.msggateway.SingleMsgToUserResults;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.PushMessages;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/// Hands one message to the connections of many users (`reference/ws-protocol.md` 4.5 and 8). Calls
/// made one after the other reach every connection in that order.
public final class Pusher {
  private static final int PUSH_MESSAGE = 2001;

  private final SessionRegistry registry;
  private final Counter pushed;
  private final Counter withheld;
  private final Counter refused;

  /// Finds connections in `registry`.
  public Pusher(SessionRegistry registry, MeterRegistry meters) {
    this.registry = registry;
    pushed = counter(meters, "queued");
    withheld = counter(meters, "ios_background");
    refused = counter(meters, "overflow");
  }

  private static Counter counter(MeterRegistry meters, String result) {
    return Counter.builder("gateway_pushes")
        .description("messages for single connections, by what became of them")
        .tag("result", result)
        .register(meters);
  }

  /// Pushes `message` to every connection of `userIDs` and gives one result for each of them, in
  /// order.
  List<SingleMsgToUserResults> push(MsgData message, List<String> userIDs) {
    String conversationID = ConversationIDs.of(message);
    Kind kind = message.getSeq() == 0 ? Kind.ONLINE_ONLY : Kind.MESSAGE;
    List<SingleMsgToUserResults> results = new ArrayList<>(userIDs.size());
    try (SharedFrames frames = new SharedFrames(response(message, conversationID))) {
      for (String userID : userIDs) {
        SingleMsgToUserResults.Builder result =
            SingleMsgToUserResults.newBuilder().setUserID(userID);
        for (Session session : registry.of(userID)) {
          push(session, frames, kind, conversationID, result);
        }
        results.add(result.build());
      }
    }
    return results;
  }

  private void push(
      Session session,
      SharedFrames frames,
      Kind kind,
      String conversationID,
      SingleMsgToUserResults.Builder result) {
    Platform platform = session.login().platform();
    int code;
    if (platform == Platform.IOS && session.isBackground()) {
      code = ErrorCode.IOS_BACKGROUND_PUSH.code();
      withheld.increment();
    } else if (session.outbound().offer(frames.frameFor(session, kind, conversationID))) {
      code = 0;
      pushed.increment();
      // Only these two can show a notification by themselves, so no other needs no offline push.
      if (platform == Platform.IOS || platform == Platform.ANDROID) {
        result.setOnlinePush(true);
      }
    } else {
      code = ErrorCode.PUSH_MSG.code();
      refused.increment();
    }
    result.addResp(
        SingleMsgToUserPlatform.newBuilder().setResultCode(code).setRecvPlatFormID(platform.id()));
  }

  private static Response response(MsgData message, String conversationID) {
    PullMsgs messages = PullMsgs.newBuilder().addMsgs(message).build();
    PushMessages.Builder push = PushMessages.newBuilder();
    if (ConversationIDs.isNotification(conversationID)) {
      push.putNotificationMsgs(conversationID, messages);
    } else {
      push.putMsgs(conversationID, messages);
    }
    return Response.push(
        PUSH_MESSAGE, RequestContext.current().operationID(), push.build().toByteString());
  }
}
