package im.push.online;

import im.common.rpc.RpcClients.Instance;
import im.proto.msggateway.OnlineBatchPushOneMsgReq;
import im.proto.msggateway.OnlineBatchPushOneMsgResp;
import im.proto.msggateway.msgGatewayGrpc;
import im.proto.sdkws.MsgData;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// One gateway instance. After three calls in a row that hung until their deadline it is left alone
/// for a while that doubles up to 15 s, so that a gateway that is gone silently costs a partition
/// seconds and not minutes. A refused connection fails at once by itself and needs no such rest.
final class Gateway {
  private static final int HANGS_UNTIL_REST = 3;
  private static final long FIRST_REST_MS = 1_000;
  private static final long LONGEST_REST_MS = 15_000;

  private final String address;
  private final msgGatewayGrpc.msgGatewayStub stub;
  private final Clock clock;
  private final Duration deadline;

  private final AtomicBoolean isAway = new AtomicBoolean();
  private int hangs;
  private long restMs = FIRST_REST_MS;
  private long restsUntilMs;

  Gateway(Instance instance, Clock clock, Duration deadline) {
    this.address = instance.address();
    this.stub = msgGatewayGrpc.newStub(instance.channel());
    this.clock = clock;
    this.deadline = deadline;
  }

  String address() {
    return address;
  }

  /// Offers `message` to the connections that `users` have here. The future fails with the call, at
  /// the latest after the deadline.
  CompletableFuture<OnlineBatchPushOneMsgResp> push(MsgData message, List<String> users) {
    if (!mayCall()) {
      return CompletableFuture.failedFuture(
          Status.UNAVAILABLE.withDescription("gateway did not answer lately").asRuntimeException());
    }
    OnlineBatchPushOneMsgReq request =
        OnlineBatchPushOneMsgReq.newBuilder()
            .setMsgData(message)
            .addAllPushToUserIDs(users)
            .build();
    CompletableFuture<OnlineBatchPushOneMsgResp> result = new CompletableFuture<>();
    stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .superGroupOnlineBatchPushOneMsg(
            request,
            new StreamObserver<>() {
              @Override
              public void onNext(OnlineBatchPushOneMsgResp response) {
                answered();
                result.complete(response);
              }

              @Override
              public void onError(Throwable failure) {
                if (Status.fromThrowable(failure).getCode() == Status.Code.DEADLINE_EXCEEDED) {
                  hung();
                } else {
                  answered();
                }
                result.completeExceptionally(failure);
              }

              @Override
              public void onCompleted() {
                // The one response of a unary call has come before.
              }
            });
    return result;
  }

  /// Takes down that a call failed; true for the first after it worked, so that an outage is told
  /// once and not with every message.
  boolean isGone() {
    return isAway.compareAndSet(false, true);
  }

  /// Takes down that a call worked; true for the first after an outage.
  boolean isBack() {
    return isAway.compareAndSet(true, false);
  }

  private synchronized boolean mayCall() {
    long now = clock.millis();
    if (hangs < HANGS_UNTIL_REST) {
      return true;
    }
    if (now < restsUntilMs) {
      return false;
    }
    // One call probes; the others keep failing at once until it comes back.
    restsUntilMs = now + deadline.toMillis() + restMs;
    return true;
  }

  private synchronized void answered() {
    hangs = 0;
    restMs = FIRST_REST_MS;
  }

  private synchronized void hung() {
    hangs++;
    if (hangs >= HANGS_UNTIL_REST) {
      restsUntilMs = clock.millis() + restMs;
      restMs = Math.min(2 * restMs, LONGEST_REST_MS);
    }
  }
}
