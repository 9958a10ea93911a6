package im.common.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.cache.CacheInvalidation.Topic;
import im.common.redis.Redis;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class SharedCacheTest {
  private static final Duration TTL = Duration.ofHours(1);

  /// Redis may be as slow as a busy machine makes it.
  private static final Duration LONG = Duration.ofSeconds(30);

  private static final String KEY = "BLACK_IDS:ann";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicInteger loads = new AtomicInteger();
  private RedisClusterCommands<String, String> redis = RedisExtension.redis().sync();

  @BeforeEach
  void forget() {
    redis = RedisExtension.redis().sync();
    redis.flushall();
  }

  @Test
  void aValueIsKeptAsTheReferenceKeepsIt() {
    assertThat(read(cache(), KEY)).containsExactly("bob", "cid");
    assertThat(redis.hgetall(KEY)).isEqualTo(Map.of("value", "[\"bob\",\"cid\"]"));
    assertThat(redis.ttl(KEY)).isBetween(3600L - 10 - 720, 3600L - 10);
    assertThat(read(cache(), KEY)).containsExactly("bob", "cid");
    assertThat(loads).hasValue(1);
  }

  @Test
  void whatAServiceOfTheReferenceWroteIsRead() {
    redis.hset(KEY, "value", "[\"dan\"]");
    assertThat(read(cache(), KEY)).containsExactly("dan");
    redis.hset(KEY, "value", "null");
    assertThat(read(cache(), KEY)).isEmpty();
    assertThat(loads).hasValue(0);
  }

  @Test
  void aStormOfMissesInSeveralProcessesAsksTheStoreOnce() throws Exception {
    CountDownLatch all = new CountDownLatch(60);
    List<Future<List<String>>> readers = new ArrayList<>();
    try (Redis other = new Redis(RedisExtension.config());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      TieredCache<List<String>> here = tiered(RedisExtension.redis());
      TieredCache<List<String>> there = tiered(other);
      for (int i = 0; i < 60; i++) {
        TieredCache<List<String>> asked = i % 2 == 0 ? here : there;
        readers.add(
            threads.submit(() -> {
              all.countDown();
              all.await();
              return asked
                  .get(
                      KEY,
                      _ -> {
                        loads.incrementAndGet();
                        Thread.yield();
                        return Optional.of(List.of("bob"));
                      })
                  .orElseThrow();
            }));
      }
      for (Future<List<String>> reader : readers) {
        assertThat(reader.get()).containsExactly("bob");
      }
    }
    assertThat(loads).hasValue(1);
  }

  @Test
  void severalKeysAreOneQuestionToTheStore() {
    redis.hset("k:known", "value", "[\"x\"]");
    List<List<String>> asked = new ArrayList<>();
    Map<String, List<String>> values =
        tiered(RedisExtension.redis())
            .getAll(
                List.of("k:1", "k:known", "k:2", "k:none"),
                keys -> {
                  asked.add(keys);
                  return Map.of("k:1", List.of("1"), "k:2", List.of("2"));
                });
    assertThat(values)
        .isEqualTo(Map.of("k:1", List.of("1"), "k:2", List.of("2"), "k:known", List.of("x")));
    assertThat(asked).containsExactly(List.of("k:1", "k:2", "k:none"));
  }

  @Test
  void veryManyKeysAreOneQuestionToTheStore() {
    List<String> keys = IntStream.range(0, 501).mapToObj(i -> "k:" + i).toList();
    TieredCache<List<String>> cache = tiered(RedisExtension.redis());
    List<Integer> asked = new ArrayList<>();
    SharedCache.Loader<List<String>> loader =
        missing -> {
          asked.add(missing.size());
          return missing.stream().collect(Collectors.toMap(key -> key, List::of));
        };
    assertThat(cache.getAll(keys, loader)).hasSize(501).containsEntry("k:500", List.of("k:500"));
    assertThat(redis.dbsize()).isZero();
    keys.forEach(cache::invalidate);
    assertThat(cache.getAll(keys.subList(0, 500), loader)).hasSize(500);
    assertThat(redis.dbsize()).isEqualTo(500);
    assertThat(asked).containsExactly(501, 500);
  }

  @Test
  void whatIsNotThereIsKnownForAMinute() {
    SharedCache cache = cache();
    for (int i = 0; i < 3; i++) {
      assertThat(
              cache.getAll(
                  List.of(KEY),
                  TTL,
                  ValueFormat.STRINGS,
                  _ -> {
                    loads.incrementAndGet();
                    return Map.of();
                  }))
          .isEmpty();
    }
    assertThat(loads).hasValue(1);
    assertThat(redis.ttl(KEY)).isBetween(50L, 60L);
  }

  @Test
  void whatIsInvalidatedWhileItIsLoadedIsNotKept() throws Exception {
    CacheInvalidation invalidation = RedisExtension.invalidation();
    SharedCache cache = cache();
    cache.getAll(
        List.of(KEY),
        TTL,
        ValueFormat.STRINGS,
        _ -> {
          invalidation.publish(Topic.FRIEND, List.of(KEY));
          return Map.of(KEY, List.of("stale"));
        });
    assertThat(read(cache, KEY)).containsExactly("bob", "cid");

    TieredCache<List<String>> tiered = tiered(RedisExtension.redis());
    assertThat(tiered.get(KEY, _ -> Optional.empty())).contains(List.of("bob", "cid"));
    invalidation.publish(Topic.FRIEND, List.of(KEY));
    Until.holds(
        "the new value is read",
        () ->
            tiered.get(KEY, _ -> Optional.of(List.of("new"))).equals(Optional.of(List.of("new"))));
  }

  @Test
  void theNextReaderLoadsAtOnceWhenALoaderFailed() {
    SharedCache cache = cache();
    assertThatThrownBy(() ->
            cache.getAll(
                List.of(KEY),
                TTL,
                ValueFormat.STRINGS,
                _ -> {
                  throw new IllegalStateException("store away");
                }))
        .hasMessage("store away");
    assertThat(read(cache, KEY)).containsExactly("bob", "cid");
    assertThat(count("impatient")).isZero();
  }

  @Test
  void aLoaderThatDiedHoldsNobodyUpForLong() {
    long now = Clock.systemUTC().instant().getEpochSecond();
    redis.hset(KEY, Map.of("lockUntil", Long.toString(now + 11), "lockOwner", "dead"));
    assertThat(read(cache(), KEY)).containsExactly("bob", "cid");
    assertThat(count("impatient")).isEqualTo(1);

    redis.hset(KEY, Map.of("lockUntil", Long.toString(now - 1), "lockOwner", "dead"));
    assertThat(read(cache(), KEY)).containsExactly("bob", "cid");
    assertThat(redis.hget(KEY, "value")).isEqualTo("[\"bob\",\"cid\"]");
  }

  @Test
  void withoutRedisTheStoreIsAsked() {
    SharedCache cache = new SharedCache(RedisExtension.redis(), Clock.systemUTC(), meters);
    // All commands of all connections wait, as those to a server that hangs do.
    redis.dispatch(
        CommandType.CLIENT,
        new StatusOutput<>(StringCodec.UTF8),
        new CommandArgs<>(StringCodec.UTF8).add("PAUSE").add(2000).add("ALL"));
    assertThat(read(cache, KEY)).containsExactly("bob", "cid");
    assertThat(read(cache, KEY)).containsExactly("bob", "cid");
    assertThat(loads).hasValue(2);
    assertThat(count("away")).isEqualTo(2);
  }

  @Test
  void anUnreadableValueIsReadFromTheStore() {
    redis.hset(KEY, "value", "{");
    assertThat(read(cache(), KEY)).containsExactly("bob", "cid");
    assertThat(count("unreadable")).isEqualTo(1);
  }

  @Test
  void tokensAreNoCache() {
    redis.hset("UID_PID_TOKEN_STATUS:ann:Web", "token", "0");
    RedisExtension.invalidation().publish(Topic.AUTH, List.of("UID_PID_TOKEN_STATUS:ann:Web"));
    assertThat(redis.hgetall("UID_PID_TOKEN_STATUS:ann:Web")).isEqualTo(Map.of("token", "0"));
  }

  private List<String> read(SharedCache cache, String key) {
    return cache
        .getAll(
            List.of(key),
            TTL,
            ValueFormat.STRINGS,
            _ -> {
              loads.incrementAndGet();
              return Map.of(key, List.of("bob", "cid"));
            })
        .getOrDefault(key, List.of());
  }

  private SharedCache cache() {
    return new SharedCache(RedisExtension.redis(), Clock.systemUTC(), meters, LONG);
  }

  private TieredCache<List<String>> tiered(Redis connection) {
    return new TieredCache<>(
        new LocalCache<>("test", 100, TTL, RedisExtension.invalidation(), Topic.FRIEND, meters),
        new SharedCache(connection, Clock.systemUTC(), meters, LONG),
        ValueFormat.STRINGS,
        TTL);
  }

  private double count(String result) {
    var counter = meters.find("im.cache.shared").tag("result", result).counter();
    return counter == null ? 0 : counter.count();
  }
}
