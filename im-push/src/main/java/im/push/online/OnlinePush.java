package im.push.online;

import com.google.common.collect.Lists;
import im.common.error.ErrorTable;
import im.proto.msggateway.OnlineBatchPushOneMsgResp;
import im.proto.msggateway.SingleMsgToUserResults;
import im.proto.sdkws.MsgData;
import im.push.metrics.PushMetrics;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands one message to the gateways of its receivers, all at the same time.
public final class OnlinePush {
  private static final Logger log = LoggerFactory.getLogger(OnlinePush.class);

  /// Keeps a call below the size that gRPC takes (4 MiB) for ids of any allowed length.
  private static final int USERS_PER_CALL = 20_000;

  private final PushMetrics metrics;

  /// Counts failing gateways in `metrics`.
  public OnlinePush(PushMetrics metrics) {
    this.metrics = metrics;
  }

  /// Offers `message` to all `receivers` and returns when every gateway has answered, failed or let
  /// its deadline pass; never throws for a gateway's sake.
  ///
  /// @return the users that got it on a phone in use, who need no offline push
  public Set<String> push(MsgData message, List<String> receivers, RoutePlan plan) {
    List<Call> calls = new ArrayList<>();
    for (Delivery delivery : plan.of(receivers)) {
      for (List<String> users : Lists.partition(delivery.users(), USERS_PER_CALL)) {
        calls.add(
            new Call(delivery.gateway(), users.size(), delivery.gateway().push(message, users)));
      }
    }
    Set<String> reached = new HashSet<>();
    calls.forEach(call -> collect(call, reached));
    return reached;
  }

  private void collect(Call call, Set<String> reached) {
    try {
      List<SingleMsgToUserResults> results = call.answer().join().getSinglePushResultList();
      if (call.gateway().isBack()) {
        log.info("gateway {} takes messages again", call.gateway().address());
      }
      for (SingleMsgToUserResults result : results) {
        if (result.getOnlinePush()) {
          reached.add(result.getUserID());
        }
      }
    } catch (CompletionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      metrics.gatewayFailed(call.gateway().address(), call.users());
      if (call.gateway().isGone()) {
        log.warn(
            "gateway {} missed a message for {} users, and may miss more: {}",
            call.gateway().address(),
            call.users(),
            reason(cause));
      }
    }
  }

  private static String reason(Throwable failure) {
    Status status = Status.fromThrowable(failure);
    return status.getCode() == Status.Code.UNKNOWN
        ? String.valueOf(ErrorTable.of(failure).getMessage())
        : status.getCode() + " " + status.getDescription();
  }

  private record Call(
      Gateway gateway, int users, CompletableFuture<OnlineBatchPushOneMsgResp> answer) {}
}
