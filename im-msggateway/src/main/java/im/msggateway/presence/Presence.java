package im.msggateway.presence;

import im.common.presence.OnlineStatusChange;
import im.common.presence.Routes;
import im.common.rpc.RpcClients;
import im.msggateway.codec.Response;
import im.msggateway.session.PresenceListener;
import im.msggateway.session.Session;
import im.msggateway.session.SessionRegistry;
import im.msggateway.session.SharedFrames;
import im.proto.sdkws.SubUserOnlineStatusElem;
import im.proto.sdkws.SubUserOnlineStatusTips;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Presence of this gateway's users: first their routes, so that a push finds them, then their
/// online status, so that somebody pushes.
public final class Presence implements PresenceListener {
  private static final Logger log = LoggerFactory.getLogger(Presence.class);
  private static final int ONLINE_STATUS = 2005;
  private static final Duration RENEWAL_CHECK = Duration.ofMinutes(1);
  private static final Duration COMPLETE_CHECK = Routes.COMPLETE_LEASE.dividedBy(4);

  private final Subscriptions subscriptions;
  private final RouteKeeper routes;
  private final OnlineReporter reporter;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofVirtual().name("gateway-presence").factory());

  /// `address` is this gateway's entry in discovery, asked for once presence has started.
  public Presence(
      RpcClients rpc,
      Routes routes,
      SessionRegistry registry,
      Subscriptions subscriptions,
      Supplier<String> address,
      MeterRegistry meters) {
    this.subscriptions = subscriptions;
    reporter = new OnlineReporter(rpc, registry, System::nanoTime);
    this.routes = new RouteKeeper(routes, registry, address, reporter::changed);
    Gauge.builder("gateway.presence.waiting", reporter, OnlineReporter::waiting)
        .description("users whose online status is to be reported")
        .register(meters);
    Gauge.builder("gateway.routes.waiting", this.routes, RouteKeeper::waiting)
        .description("users whose route is to be written")
        .register(meters);
  }

  /// Starts to report.
  public void start() {
    reporter.start();
    routes.start();
    every(RENEWAL_CHECK, this::renew);
    every(COMPLETE_CHECK, routes::keepComplete);
  }

  @Override
  public CompletionStage<Void> arrived(Session session) {
    return routes.changed(session.login().userID());
  }

  @Override
  public void left(Session session) {
    subscriptions.remove(session);
    String userID = session.login().userID();
    reporter.changed(userID);
    routes.renew(userID);
  }

  /// Some user's platforms changed, here or elsewhere: tells who watches him. Must not block.
  public void changed(OnlineStatusChange change) {
    reporter.heal(change);
    Collection<Session> watchers = subscriptions.watchersOf(change.userID());
    if (watchers.isEmpty()) {
      return;
    }
    SubUserOnlineStatusTips tips =
        SubUserOnlineStatusTips.newBuilder()
            .addSubscribers(
                SubUserOnlineStatusElem.newBuilder()
                    .setUserID(change.userID())
                    .addAllOnlinePlatformIDs(change.platformIDs()))
            .build();
    try (SharedFrames frames =
        SharedFrames.ofPresence(Response.push(ONLINE_STATUS, "", tips.toByteString()))) {
      for (Session watcher : watchers) {
        watcher.outbound().offer(frames.frameFor(watcher));
      }
    }
  }

  /// Reports what is there, for at most `deadline`, and ends.
  public void close(Duration deadline) {
    timer.shutdownNow();
    long end = System.nanoTime() + deadline.toNanos();
    routes.close(deadline);
    reporter.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
  }

  private void renew() {
    for (String userID : reporter.due()) {
      // The report follows the route.
      routes.renew(userID);
    }
  }

  private void every(Duration period, Runnable task) {
    var _ =
        timer.scheduleWithFixedDelay(
            () -> {
              try {
                task.run();
              } catch (RuntimeException e) {
                log.error("periodic work of presence failed", e);
              }
            },
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }
}
