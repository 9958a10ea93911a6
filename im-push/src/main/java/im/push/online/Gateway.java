package im.push.online;

import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.rpc.RpcClients.Instance;
import im.proto.msggateway.OnlineBatchPushOneMsgReq;
import im.proto.msggateway.OnlineBatchPushOneMsgResp;
import im.proto.msggateway.SingleMsgToUserResults;
import im.proto.msggateway.msgGatewayGrpc;
import im.proto.sdkws.MsgData;
import im.push.metrics.PushMetrics;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One gateway instance. From the first call that fails, messages go into its [Backlog] and are not
/// waited for, so that a gateway that is gone costs the others nothing and one that hangs costs a
/// partition one deadline.
final class Gateway {
  private static final Logger log = LoggerFactory.getLogger(Gateway.class);

  private final String address;
  private final msgGatewayGrpc.msgGatewayStub stub;
  private final msgGatewayGrpc.msgGatewayBlockingStub waiting;
  private final Duration deadline;
  private final PushMetrics metrics;
  private final Backlog backlog;
  private final AtomicBoolean isAway = new AtomicBoolean();

  Gateway(Instance instance, LongSupplier nanoTime, Duration deadline, PushMetrics metrics) {
    this.address = instance.address();
    this.stub = msgGatewayGrpc.newStub(instance.channel());
    this.waiting = msgGatewayGrpc.newBlockingStub(instance.channel()).withWaitForReady();
    this.deadline = deadline;
    this.metrics = metrics;
    this.backlog = new Backlog(nanoTime, this::bring, new Late());
  }

  String address() {
    return address;
  }

  /// Offers `message` to the connections that `users` have here, and gives what became of it for
  /// each of them, at the latest after the deadline: nothing when the call failed. The message may
  /// still reach them then, but nobody waits for it.
  CompletableFuture<List<SingleMsgToUserResults>> push(MsgData message, List<String> users) {
    RequestContext context = RequestContext.current();
    if (backlog.takesBehind(message, users, context)) {
      metrics.gatewayFailed(address, users.size());
      return CompletableFuture.completedFuture(List.of());
    }
    Answer answer = new Answer();
    stub.withDeadlineAfter(deadline.toMillis(), TimeUnit.MILLISECONDS)
        .superGroupOnlineBatchPushOneMsg(request(message, users), answer);
    return answer.future.handle((response, failure) -> {
      if (failure == null) {
        reached();
        return response.getSinglePushResultList();
      }
      missed(users, failure);
      backlog.take(message, users, context);
      return List.of();
    });
  }

  private void bring(MsgData message, List<String> users, Duration longest) {
    // Whom it reached matters only to the offline push, which has been decided on before.
    var _ =
        waiting
            .withDeadlineAfter(longest.toNanos(), TimeUnit.NANOSECONDS)
            .superGroupOnlineBatchPushOneMsg(request(message, users));
    reached();
  }

  private void missed(List<String> users, Throwable failure) {
    metrics.gatewayFailed(address, users.size());
    Status status = Status.fromThrowable(failure);
    if (isAway.compareAndSet(false, true)) {
      log.warn(
          "gateway {} missed a message for {} users, which now waits for it, as others will: {}",
          address,
          users.size(),
          status.getCode() == Status.Code.UNKNOWN
              ? String.valueOf(ErrorTable.of(failure).getMessage())
              : status.getCode() + " " + status.getDescription());
    }
  }

  /// An outage is told once and not with every message.
  private void reached() {
    if (isAway.compareAndSet(true, false)) {
      log.info("gateway {} takes messages again", address);
    }
  }

  private static OnlineBatchPushOneMsgReq request(MsgData message, List<String> users) {
    return OnlineBatchPushOneMsgReq.newBuilder()
        .setMsgData(message)
        .addAllPushToUserIDs(users)
        .build();
  }

  private final class Late implements Backlog.Listener {
    @Override
    public void brought(int users) {
      metrics.pushedLate(address, users);
    }

    @Override
    public void dropped(int users) {
      metrics.gaveUp(address, users);
    }
  }

  private static final class Answer implements StreamObserver<OnlineBatchPushOneMsgResp> {
    private final CompletableFuture<OnlineBatchPushOneMsgResp> future = new CompletableFuture<>();

    @Override
    public void onNext(OnlineBatchPushOneMsgResp response) {
      future.complete(response);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {
      // The one response of a unary call has come before.
    }
  }
}
