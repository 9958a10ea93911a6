package im.push.metrics;

import im.common.metrics.MetricName;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.function.IntSupplier;

/// The meters of the push service (`reference/metrics.tsv`; names without a row there are our own).
public final class PushMetrics {
  private final MeterRegistry meters;
  private final Counter longTime;
  private final Counter offlineFailed;
  private final Counter handOffFailed;
  private final Counter offlineDropped;
  private final Counter routesFailed;
  private final Counter pushed;
  private final Timer onlineTime;

  /// Registers the meters.
  public PushMetrics(MeterRegistry meters) {
    this.meters = meters;
    this.longTime = meters.counter(MetricName.LATE_PUSH);
    this.offlineFailed = meters.counter(MetricName.OFFLINE_PUSH_FAILED);
    this.handOffFailed = meters.counter(MetricName.GROUP_CHAT_FAILED);
    this.offlineDropped = meters.counter("push.offline.dropped");
    this.routesFailed = meters.counter("push.route.lookup.failed");
    this.pushed = meters.counter("push.online.messages");
    this.onlineTime = Timer.builder("push.online").publishPercentileHistogram().register(meters);
  }

  /// A message older than 10 s arrived here.
  public void longTimePush() {
    longTime.increment();
  }

  /// The offline provider refused or failed.
  public void offlinePushFailed() {
    offlineFailed.increment();
  }

  /// A group message could not be handed to the offline topic.
  public void offlineHandOffFailed() {
    handOffFailed.increment();
  }

  /// The offline queue was full.
  public void offlineDropped() {
    offlineDropped.increment();
  }

  /// Routes could not be read, so every gateway was asked.
  public void routeLookupFailed() {
    routesFailed.increment();
  }

  /// A gateway did not take a message for `users` users at once.
  public void gatewayFailed(String gateway, int users) {
    meters.counter("push.gateway.failed", "gateway", gateway).increment();
    meters.counter("push.users.missed", "gateway", gateway).increment(users);
  }

  /// A gateway took a message for `users` users after it had failed to.
  public void pushedLate(String gateway, int users) {
    meters.counter("push.users.late", "gateway", gateway).increment(users);
  }

  /// A message that waited for a gateway is no longer brought to these `users` users.
  public void gaveUp(String gateway, int users) {
    meters.counter("push.users.given.up", "gateway", gateway).increment(users);
  }

  /// A message has been offered to all its gateways.
  public void pushedOnline(Duration took) {
    pushed.increment();
    onlineTime.record(took);
  }

  /// Publishes the number of tasks waiting in the offline queue.
  public void offlineQueue(IntSupplier waiting) {
    Gauge.builder("push.offline.queue.size", waiting, IntSupplier::getAsInt)
        .strongReference(true)
        .register(meters);
  }
}
