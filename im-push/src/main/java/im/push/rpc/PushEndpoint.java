package im.push.rpc;

import im.common.context.RequestContext;
import im.common.redis.Redis;
import im.common.redis.RedisKeys;
import im.common.rpc.Replies;
import im.proto.push.DelUserPushTokenReq;
import im.proto.push.DelUserPushTokenResp;
import im.proto.push.PushMsgReq;
import im.proto.push.PushMsgResp;
import im.proto.push.PushMsgServiceGrpc;
import im.proto.sdkws.MsgData;
import im.push.consume.PushTask;
import im.push.consume.Pusher;
import im.push.online.Router;
import im.push.receivers.Receivers;
import io.grpc.stub.StreamObserver;
import java.util.List;

/// `openim.push.PushMsgService`.
public final class PushEndpoint extends PushMsgServiceGrpc.PushMsgServiceImplBase {
  private final Receivers receivers;
  private final Router router;
  private final Pusher pusher;
  private final Redis redis;

  /// Pushes the same way as the topic's consumer does.
  public PushEndpoint(Receivers receivers, Router router, Pusher pusher, Redis redis) {
    this.receivers = receivers;
    this.router = router;
    this.pusher = pusher;
    this.redis = redis;
  }

  /// Pushes a message that is in no topic, to `userIDs` or else to everybody who is to see it.
  /// Answers when every gateway has answered or failed.
  @Override
  public void pushMsg(PushMsgReq request, StreamObserver<PushMsgResp> out) {
    MsgData message = PushTask.sent(request.getMsgData());
    List<String> to =
        request.getUserIDsCount() > 0
            ? List.copyOf(request.getUserIDsList())
            : receivers.of(message);
    PushTask task =
        new PushTask(RequestContext.current(), message, request.getConversationID(), to);
    pusher.prepare(task);
    pusher.push(task, router.plan(List.of(to)));
    Replies.reply(out, PushMsgResp.getDefaultInstance());
  }

  /// Forgets the vendor token of one device (`reference/redis-keys.tsv` FCM_TOKEN); no token is no
  /// error.
  @Override
  public void delUserPushToken(
      DelUserPushTokenReq request, StreamObserver<DelUserPushTokenResp> out) {
    redis.sync().del(RedisKeys.vendorToken(request.getUserID(), request.getPlatformID()));
    Replies.reply(out, DelUserPushTokenResp.getDefaultInstance());
  }
}
