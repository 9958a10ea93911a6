package im.common.presence;

import im.common.redis.Pipeline;
import im.common.redis.Redis;
import io.lettuce.core.Limit;
import io.lettuce.core.Range;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// On which platforms users are online (`reference/ws-protocol.md` 7.2): a sorted set
/// `ONLINE:<userID>` per user, member = platform, score = unix second until which it counts.
/// Gateways report and renew; what nobody renews ends by itself after half an hour.
public final class OnlineStatus {
  private static final Logger log = LoggerFactory.getLogger(OnlineStatus.class);
  private static final String CHANNEL = "online_change";

  /// On the wire, of a user without any platform (`reference/constants.tsv`, onlineStatus).
  public static final int OFFLINE = 0;

  /// On the wire, of a user on at least one platform.
  public static final int ONLINE = 1;

  /// How long a report counts.
  public static final Duration LIFETIME = Duration.ofMinutes(30);

  private final Redis redis;
  private final Clock clock;
  private final OnlineStatusScript script;
  private final OnlineStatusScan scan;

  /// Uses `clock` for what has ended and what is renewed, in whole seconds.
  public OnlineStatus(Redis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
    script = new OnlineStatusScript(redis);
    scan = new OnlineStatusScan(redis);
  }

  /// What a gateway reports about one user.
  ///
  /// @param online platforms that still have a connection, renewed by this; may repeat
  /// @param offline platforms that have just lost one
  public record Report(String userID, Collection<Integer> online, Collection<Integer> offline) {}

  /// A part of all users who are online.
  ///
  /// @param platforms users of this part, with their platforms
  /// @param nextCursor where the next part begins; 0 when this was the last
  public record Page(Map<String, List<Integer>> platforms, long nextCursor) {}

  /// Takes in `reports`, a thousand in one round trip; each is atomic. A user whose number of
  /// platforms changed on the way, also by what ended meanwhile, is announced to the listeners of
  /// all processes.
  public void update(Collection<Report> reports) {
    long now = clock.instant().getEpochSecond();
    Pipeline.each(
            reports,
            report ->
                script.run(
                    OnlineStatusScan.PREFIX + report.userID(),
                    report.userID(),
                    now,
                    now + LIFETIME.toSeconds(),
                    report.online(),
                    report.offline()))
        .join();
  }

  /// Platforms of each of `userIDs`, in the order asked, a thousand read in one round trip. A user
  /// who is offline has an empty list.
  public Map<String, List<Integer>> platforms(Collection<String> userIDs) {
    List<String> distinct = List.copyOf(new LinkedHashSet<>(userIDs));
    List<List<Integer>> read = Pipeline.each(distinct, this::read).join();
    Map<String, List<Integer>> platforms = LinkedHashMap.newLinkedHashMap(distinct.size());
    for (int i = 0; i < distinct.size(); i++) {
      platforms.put(distinct.get(i), read.get(i));
    }
    return platforms;
  }

  /// The part of all users who are online that begins at `cursor`, 0 for the first. A user may come
  /// twice; one who is online all the while comes at least once. Goes over all nodes of a cluster.
  public Page page(long cursor) {
    OnlineStatusScan.Found found = scan.next(cursor);
    Map<String, List<Integer>> online =
        platforms(found.userIDs()).entrySet().stream()
            .filter(entry -> !entry.getValue().isEmpty())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    return new Page(online, found.nextCursor());
  }

  /// Has `listener` told of every change from now on, on Redis' own thread: it must not block.
  public void onChange(Consumer<OnlineStatusChange> listener) {
    redis.subscribe(
        CHANNEL,
        payload -> {
          OnlineStatusChange change;
          try {
            change = OnlineStatusChange.parse(payload);
          } catch (IllegalArgumentException e) {
            log.warn("ignored an announcement of another program", e);
            return;
          }
          listener.accept(change);
        });
  }

  private CompletionStage<List<Integer>> read(String userID) {
    long now = clock.instant().getEpochSecond();
    return redis
        .async()
        .zrangebyscore(
            OnlineStatusScan.PREFIX + userID,
            Range.from(Range.Boundary.including(now), Range.Boundary.unbounded()),
            Limit.unlimited())
        .thenApply(members -> members.stream().map(Integer::valueOf).sorted().toList());
  }
}
