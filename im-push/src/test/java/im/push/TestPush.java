package im.push;

import im.common.cache.CacheInvalidation;
import im.common.cache.LocalCache;
import im.common.queue.QueueRecord;
import im.common.testing.MemoryQueue;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.push.consume.DismissedGroups;
import im.push.consume.Lanes;
import im.push.consume.PushBatchHandler;
import im.push.consume.Pusher;
import im.push.metrics.PushMetrics;
import im.push.offline.OfflineBranch;
import im.push.offline.OfflinePushMessage;
import im.push.offline.OfflineQueue;
import im.push.online.Gateways;
import im.push.online.OnlinePush;
import im.push.online.Router;
import im.push.receivers.GroupMembers;
import im.push.receivers.Receivers;
import im.push.rpc.PushEndpoint;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/// The push service as its composition root wires it, between fakes. Needs [RedisExtension] on the
/// test class.
final class TestPush implements AutoCloseable {
  static final long NOW_MS = 1_700_000_000_000L;
  private static final Duration LONG = Duration.ofSeconds(30);

  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  final FakeNeighbours neighbours = new FakeNeighbours();
  final MemoryQueue queue = new MemoryQueue();
  final BlockingQueue<OfflinePushMessage> vendor = new LinkedBlockingQueue<>();
  final List<FakeGateway> gateways = new ArrayList<>();
  final List<Collection<String>> lookups = new ArrayList<>();
  final CacheInvalidation invalidation = RedisExtension.invalidation();
  final PushBatchHandler handler;
  final PushEndpoint endpoint;
  volatile boolean isLookupBroken;
  final SettableClock clock = new SettableClock(Instant.ofEpochMilli(NOW_MS));

  private final Map<String, FakeGateway> homes = new HashMap<>();
  private final Lanes lanes = new Lanes(16);
  private final OfflineQueue offlineQueue;

  /// With `count` gateways whose calls may take as long as a busy machine needs.
  TestPush(int count) throws IOException {
    this(count, LONG);
  }

  /// With `count` gateways whose calls may take `deadline`.
  TestPush(int count, Duration deadline) throws IOException {
    for (int i = 0; i < count; i++) {
      gateways.add(new FakeGateway());
    }
    PushMetrics metrics = new PushMetrics(meters);
    Receivers receivers =
        new Receivers(
            new GroupMembers(
                new LocalCache<>(
                    "members",
                    100,
                    Duration.ofMinutes(1),
                    invalidation,
                    CacheInvalidation.Topic.GROUP,
                    meters),
                neighbours.groups()));
    Router router =
        new Router(
            new Gateways(
                () -> gateways.stream().map(FakeGateway::instance).toList(),
                clock::nanoTime,
                deadline,
                metrics),
            this::lookup,
            metrics);
    offlineQueue = new OfflineQueue(100, 2, LONG, metrics);
    OfflineBranch offline =
        new OfflineBranch(
            offlineQueue, vendor::add, queue, "toOfflinePush", neighbours.conversations(), metrics);
    Pusher pusher =
        new Pusher(new OnlinePush(), offline, new DismissedGroups(neighbours.groups()), metrics);
    handler = new PushBatchHandler(receivers, router, pusher, lanes, clock, metrics);
    endpoint = new PushEndpoint(receivers, router, pusher, RedisExtension.redis());
  }

  /// `gateway` holds these users.
  void home(FakeGateway gateway, String... userIDs) {
    for (String userID : userIDs) {
      homes.put(userID, gateway);
    }
  }

  void handle(QueueRecord... batch) throws Exception {
    handler.handle(0, List.of(batch));
  }

  double count(String name) {
    return meters.find(name).counters().stream().mapToDouble(Counter::count).sum();
  }

  /// Ends the offline branch, so that everything it was given is visible.
  void finishOffline() {
    offlineQueue.close();
  }

  @Override
  public void close() throws IOException {
    lanes.close();
    offlineQueue.close();
    gateways.forEach(FakeGateway::close);
    neighbours.close();
  }

  private CompletableFuture<Map<String, List<String>>> lookup(
      Collection<String> addresses, Collection<String> userIDs) {
    lookups.add(List.copyOf(userIDs));
    if (isLookupBroken) {
      return CompletableFuture.failedFuture(new IllegalStateException("redis is away"));
    }
    Map<String, List<String>> targets = new HashMap<>();
    for (String userID : userIDs) {
      FakeGateway home = homes.get(userID);
      if (home != null && addresses.contains(home.address())) {
        targets.computeIfAbsent(home.address(), _ -> new ArrayList<>()).add(userID);
      }
    }
    return CompletableFuture.completedFuture(targets);
  }
}
