package im.msggateway.presence;

import im.common.context.RequestContext;
import im.common.presence.OnlineStatusChange;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.msggateway.session.Session;
import im.msggateway.session.SessionRegistry;
import im.proto.user.setUserOnlineStatusReq;
import im.proto.user.userGrpc;
import im.proto.user.userOnlineStatus;
import java.time.Duration;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Reports to the user service on which platforms users are connected here: at once when that
/// changed, again before the report ends by itself, and again when an announcement shows that one
/// got lost (`reference/ws-protocol.md` 7.1 and 7.3).
final class OnlineReporter {
  static final Duration RENEWAL = Duration.ofMinutes(10);

  private static final int LANES = 4;
  private static final int MAX_BATCH = 1000;
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final long DEADLINE_SECONDS = 5;

  /// What the user service knows of a user from us.
  ///
  /// @param nanos when it was told, as of [System#nanoTime]
  private record Reported(BitSet platforms, long nanos) {}

  private final userGrpc.userBlockingStub users;
  private final SessionRegistry registry;
  private final LongSupplier nanoTime;
  private final DirtyLanes lanes =
      new DirtyLanes("gateway-online", LANES, MAX_BATCH, RETRY, this::report);
  private final Map<String, Reported> reported = new ConcurrentHashMap<>();
  private final AtomicLong calls = new AtomicLong();

  /// `nanoTime` is as [System#nanoTime]: renewals must not wait for a clock that was set back.
  OnlineReporter(RpcClients rpc, SessionRegistry registry, LongSupplier nanoTime) {
    users = rpc.stub(ServiceName.USER, userGrpc::newBlockingStub);
    this.registry = registry;
    this.nanoTime = nanoTime;
  }

  void start() {
    lanes.start();
  }

  /// The sessions of `userID` may have changed.
  void changed(String userID) {
    lanes.mark(userID);
  }

  /// Reports `userID` again though nothing changed here.
  void again(String userID) {
    long due = nanoTime.getAsLong() - RENEWAL.toNanos();
    reported.computeIfPresent(userID, (_, last) -> new Reported(last.platforms(), due));
    lanes.mark(userID);
  }

  /// Users whose report is due for renewal.
  List<String> due() {
    long now = nanoTime.getAsLong();
    return reported.entrySet().stream()
        .filter(entry -> isDue(entry.getValue(), now))
        .map(Map.Entry::getKey)
        .toList();
  }

  /// Reports again when `change`, what all processes now believe, leaves out a connection of ours.
  void heal(OnlineStatusChange change) {
    BitSet here = platforms(change.userID());
    change.platformIDs().forEach(here::clear);
    if (!here.isEmpty()) {
      again(change.userID());
    }
  }

  int waiting() {
    return lanes.size();
  }

  void close(Duration deadline) {
    lanes.close(deadline);
  }

  private void report(List<String> userIDs) {
    long now = nanoTime.getAsLong();
    Map<String, BitSet> states = new HashMap<>();
    setUserOnlineStatusReq.Builder request = setUserOnlineStatusReq.newBuilder();
    for (String userID : userIDs) {
      BitSet here = platforms(userID);
      Reported last = reported.get(userID);
      BitSet gone = last == null ? new BitSet() : (BitSet) last.platforms().clone();
      gone.andNot(here);
      boolean isKnown =
          last == null ? here.isEmpty() : last.platforms().equals(here) && !isDue(last, now);
      if (!isKnown) {
        states.put(userID, here);
        request.addStatus(
            userOnlineStatus
                .newBuilder()
                .setUserID(userID)
                .addAllOnline(() -> here.stream().iterator())
                .addAllOffline(() -> gone.stream().iterator()));
      }
    }
    if (states.isEmpty()) {
      return;
    }
    send(request.build());
    states.forEach((userID, platforms) -> {
      if (platforms.isEmpty()) {
        reported.remove(userID);
      } else {
        reported.put(userID, new Reported(platforms, now));
      }
    });
  }

  private static boolean isDue(Reported last, long now) {
    return now - last.nanos() >= RENEWAL.toNanos();
  }

  private void send(setUserOnlineStatusReq request) {
    String operationID = "p_" + ProcessHandle.current().pid() + "_" + calls.incrementAndGet();
    RequestContext.of(operationID, "")
        .asAdmin()
        .run(() ->
            users
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .setUserOnlineStatus(request));
  }

  private BitSet platforms(String userID) {
    BitSet platforms = new BitSet();
    for (Session session : registry.of(userID)) {
      platforms.set(session.login().platform().id());
    }
    return platforms;
  }
}
