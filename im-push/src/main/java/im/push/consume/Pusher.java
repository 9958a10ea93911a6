package im.push.consume;

import im.push.metrics.PushMetrics;
import im.push.offline.OfflineBranch;
import im.push.online.OnlinePush;
import im.push.online.RoutePlan;
import java.time.Duration;
import java.util.Set;

/// The way of one message through this service: what has to go before, online, offline.
public final class Pusher {
  private final OnlinePush online;
  private final OfflineBranch offline;
  private final DismissedGroups dismissals;
  private final PushMetrics metrics;

  /// Joins the stages.
  public Pusher(
      OnlinePush online, OfflineBranch offline, DismissedGroups dismissals, PushMetrics metrics) {
    this.online = online;
    this.offline = offline;
    this.dismissals = dismissals;
    this.metrics = metrics;
  }

  /// What has to happen before anybody hears of `task`; repeating it is harmless.
  ///
  /// @throws im.common.error.ImException when a dismissal could not be completed
  public void prepare(PushTask task) {
    task.context().run(() -> dismissals.beforePush(task));
  }

  /// Pushes `task`, which was prepared, and returns when every gateway has answered or failed;
  /// never fails itself.
  public void push(PushTask task, RoutePlan plan) {
    task.context()
        .run(() -> {
          long start = System.nanoTime();
          Set<String> reached = online.push(task.message(), task.receivers(), plan);
          metrics.pushedOnline(Duration.ofNanos(System.nanoTime() - start));
          offline.afterOnlinePush(task.message(), task.receivers(), reached);
        });
  }
}
