package im.msggateway.push;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.message.ContentType;
import im.common.message.Platform;
import im.msggateway.session.OutboundFrame.Kind;
import im.msggateway.session.PushedMessage;
import im.msggateway.session.Session;
import im.msggateway.session.SessionRegistry;
import im.msggateway.session.SharedFrames;
import im.proto.msggateway.SingleMsgToUserPlatform;
import im.proto.msggateway.SingleMsgToUserResults;
import im.proto.sdkws.MsgData;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;

/// Hands one message to the connections of many users (`reference/ws-protocol.md` 4.5 and 8). Calls
/// made one after the other reach every connection in that order.
public final class Pusher {
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
    return Counter.builder("gateway.pushes")
        .description("messages for single connections, by what became of them")
        .tag("result", result)
        .register(meters);
  }

  /// Pushes `message` to every connection of `userIDs` and gives one result for each of them, in
  /// order.
  List<SingleMsgToUserResults> push(MsgData message, List<String> userIDs) {
    PushedMessage pushed = PushedMessage.of(message, RequestContext.current().operationID());
    List<SingleMsgToUserResults> results = new ArrayList<>(userIDs.size());
    try (SharedFrames frames = SharedFrames.ofMessage(pushed, kind(message))) {
      for (String userID : userIDs) {
        SingleMsgToUserResults.Builder result =
            SingleMsgToUserResults.newBuilder().setUserID(userID);
        for (Session session : registry.of(userID)) {
          push(session, frames, result);
        }
        results.add(result.build());
      }
    }
    return results;
  }

  private void push(Session session, SharedFrames frames, SingleMsgToUserResults.Builder result) {
    Platform platform = session.login().platform();
    int code;
    if (platform == Platform.IOS && session.isBackground()) {
      code = ErrorCode.IOS_BACKGROUND_PUSH.code();
      withheld.increment();
    } else if (session.outbound().offer(frames.frameFor(session))) {
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

  private static Kind kind(MsgData message) {
    if (message.getSeq() != 0) {
      return Kind.MESSAGE;
    }
    return message.getContentType() == ContentType.TYPING ? Kind.TYPING : Kind.EVENT;
  }
}
