package im.msggateway.presence;

import im.common.presence.Routes;
import im.msggateway.session.SessionRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps this gateway's entries in [Routes] as the registry is, and its mark of being complete only
/// while they are.
final class RouteKeeper {
  private static final Logger log = LoggerFactory.getLogger(RouteKeeper.class);
  private static final int LANES = 4;
  private static final int MAX_BATCH = 500;
  private static final Duration RETRY = Duration.ofMillis(500);

  private final Routes routes;
  private final SessionRegistry registry;
  private final Supplier<String> address;
  private final Consumer<String> afterwards;
  private final DirtyLanes lanes;

  // Touched by start() and then by the timer only.
  private @Nullable String claimedIn;
  private boolean isMarked;

  /// `afterwards` is told each user whose route is as it should be.
  RouteKeeper(
      Routes routes,
      SessionRegistry registry,
      Supplier<String> address,
      Consumer<String> afterwards) {
    this.routes = routes;
    this.registry = registry;
    this.address = address;
    this.afterwards = afterwards;
    lanes = new DirtyLanes("gateway-routes", LANES, MAX_BATCH, RETRY, this::report);
  }

  void start() {
    lanes.start();
    try {
      // Nobody is connected yet, so everybody who is has a route.
      claimedIn = routes.run();
      mark();
    } catch (RuntimeException e) {
      log.warn("not marked complete, pushes to all users come here until it is", e);
    }
  }

  CompletionStage<Void> changed(String userID) {
    return lanes.markAndTell(userID);
  }

  /// Claims the route of `userID` for another lease.
  void renew(String userID) {
    lanes.mark(userID);
  }

  /// To be called several times in [Routes#COMPLETE_LEASE]. A server that was restarted or replaced
  /// may have the mark and not the newest routes, so the mark goes by its run: in another one all
  /// routes are claimed anew, and a later call marks again when they are.
  void keepComplete() {
    if (!lanes.isIdle()) {
      return;
    }
    try {
      String run = routes.run();
      if (!run.equals(claimedIn)) {
        claimAll(run);
      } else if (!isMarked) {
        mark();
      } else if (!routes.renewComplete(address.get())) {
        claimAll(run);
      }
    } catch (RuntimeException e) {
      log.warn("mark of completeness not renewed", e);
    }
  }

  private void claimAll(String run) {
    log.warn("Redis has lost data or may have, all routes are claimed anew");
    routes.unmarkComplete(address.get());
    isMarked = false;
    claimedIn = run;
    registry.forEachUser(lanes::mark);
  }

  private void mark() {
    routes.markComplete(address.get());
    isMarked = true;
  }

  int waiting() {
    return lanes.size();
  }

  void close(Duration deadline) {
    lanes.close(deadline);
    try {
      routes.unmarkComplete(address.get());
    } catch (RuntimeException e) {
      log.warn("mark of completeness stays until it ends by itself", e);
    }
  }

  private void report(List<String> users) {
    List<String> here = new ArrayList<>(users.size());
    List<String> gone = new ArrayList<>();
    for (String userID : users) {
      (registry.of(userID).isEmpty() ? gone : here).add(userID);
    }
    if (!here.isEmpty()) {
      routes.claim(address.get(), here);
    }
    if (!gone.isEmpty()) {
      routes.release(address.get(), gone);
    }
    users.forEach(afterwards);
  }
}
