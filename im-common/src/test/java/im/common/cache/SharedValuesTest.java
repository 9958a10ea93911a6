package im.common.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.cache.CacheInvalidation.Topic;
import im.common.testing.RedisExtension;
import io.lettuce.core.cluster.api.sync.RedisClusterCommands;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class SharedValuesTest {
  private static final String KEY = "FRIEND_IDS:ann";

  private final AtomicInteger loads = new AtomicInteger();
  private final SharedValues<List<String>> values = values();
  private RedisClusterCommands<String, String> redis = RedisExtension.redis().sync();

  @BeforeEach
  void forget() {
    redis = RedisExtension.redis().sync();
    redis.flushall();
  }

  private static SharedValues<List<String>> values() {
    SharedCache patient =
        new SharedCache(
            RedisExtension.redis(),
            Clock.systemUTC(),
            new SimpleMeterRegistry(),
            Duration.ofSeconds(30));
    return new SharedValues<>(patient, ValueFormat.stringsUpTo(2), Duration.ofHours(1));
  }

  @Test
  void nothingStaysInThisProcess() {
    assertThat(read("bob")).containsExactly("bob");
    assertThat(read("new")).containsExactly("bob");
    redis.hset(KEY, "value", "[\"dan\"]");
    assertThat(read("new")).containsExactly("dan");
    RedisExtension.invalidation().publish(Topic.FRIEND, List.of(KEY));
    assertThat(read("new")).containsExactly("new");
    assertThat(loads).hasValue(2);
  }

  @Test
  void aLargeValueIsNotKeptAndAskedFromTheStoreAtOnce() {
    assertThat(read("a", "b", "c")).hasSize(3);
    assertThat(redis.hget(KEY, "value")).isNull();
    assertThat(values.isPassedOver(KEY)).isTrue();
    assertThat(values.isPassedOver("FRIEND_IDS:bob")).isFalse();
    redis.del(KEY);
    assertThat(read("a", "b")).hasSize(2);
    assertThat(redis.exists(KEY)).isZero();
  }

  @Test
  void anotherReaderNeedNotWaitForTheEndOfTheLockOfALargeValue() {
    assertThat(read("a", "b", "c")).hasSize(3);
    SharedValues<List<String>> other = values();
    assertThat(other.get(KEY, () -> Optional.of(List.of("a")))).contains(List.of("a"));
    assertThat(redis.hget(KEY, "value")).isEqualTo("[\"a\"]");
  }

  @Test
  void veryManyKeysAreOneQuestionToTheStore() {
    List<String> keys = IntStream.range(0, 501).mapToObj(i -> "k" + i).toList();
    List<Integer> asked = new ArrayList<>();
    Map<String, List<String>> found =
        values.getAll(
            keys,
            missing -> {
              asked.add(missing.size());
              Map<String, List<String>> loaded = new HashMap<>();
              missing.forEach(key -> loaded.put(key, List.of(key)));
              return loaded;
            });
    assertThat(found).hasSize(501);
    assertThat(asked).containsExactly(501);
    assertThat(redis.dbsize()).isZero();
    assertThat(values.getAll(List.of(), _ -> Map.of())).isEmpty();
  }

  @Test
  void anUnsignedNumberIsWrittenAsGoWritesIt() {
    assertThat(ValueFormat.UNSIGNED.write(-1L)).isEqualTo("18446744073709551615");
    assertThat(ValueFormat.UNSIGNED.read("18446744073709551615")).isEqualTo(-1L);
    assertThatThrownBy(() -> ValueFormat.UNSIGNED.read("null"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private List<String> read(String... stored) {
    return values
        .get(
            KEY,
            () -> {
              loads.incrementAndGet();
              return Optional.of(List.of(stored));
            })
        .orElse(List.of());
  }
}
