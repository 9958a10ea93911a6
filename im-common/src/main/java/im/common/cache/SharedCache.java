package im.common.cache;

import im.common.cache.SharedReadScript.Found;
import im.common.cache.SharedReadScript.State;
import im.common.context.Pause;
import im.common.redis.Redis;
import io.lettuce.core.RedisException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The cache in Redis that all processes share, also with services of the reference
/// (`reference/pipeline-storage.md` 8.1): one hash for each key with `value`, and `lockUntil` and
/// `lockOwner` while somebody loads it. Whatever the number of processes, one of them asks the
/// store; a value that was invalidated while it was loaded is not kept.
///
/// Without Redis every reader asks the store: the first one after 500 ms, the others of the next 5
/// s at once. Counted in `im.cache.shared` by result.
public final class SharedCache {
  private static final Logger log = LoggerFactory.getLogger(SharedCache.class);

  // More are one query of the store: as many commands would make Redis seem away.
  private static final int MAX_KEYS = 500;

  private static final Duration LOCK = Duration.ofSeconds(11);
  private static final Duration DELAY = Duration.ofSeconds(10);
  private static final Duration ABSENT = Duration.ofSeconds(60);
  private static final Duration PATIENCE = Duration.ofMillis(500);
  private static final Duration AWAY = Duration.ofSeconds(5);
  private static final Duration MAX_WAIT = Duration.ofSeconds(3);
  private static final long FIRST_PAUSE_MS = 2;
  private static final long LAST_PAUSE_MS = 100;
  private static final double MAX_JITTER = 0.2;

  private final SharedReadScript reads;
  private final SharedStoreScript stores;
  private final SharedUnlockScript unlocks;
  private final Clock clock;
  private final Duration patience;
  private final Function<String, Counter> results;
  private volatile long awayUntil = System.nanoTime();

  /// The cache in `redis`.
  public SharedCache(Redis redis, Clock clock, MeterRegistry meters) {
    this(redis, clock, meters, PATIENCE);
  }

  /// The cache in `redis`, which is passed over when it takes longer than `patience`.
  SharedCache(Redis redis, Clock clock, MeterRegistry meters, Duration patience) {
    reads = new SharedReadScript(redis);
    stores = new SharedStoreScript(redis);
    unlocks = new SharedUnlockScript(redis);
    this.clock = clock;
    this.patience = patience;
    results =
        result ->
            Counter.builder("im.cache.shared")
                .description("reads of the cache in Redis by their result")
                .tag("result", result)
                .register(meters);
  }

  /// Loads the values of some keys from the store; keys without a value are left out.
  @FunctionalInterface
  public interface Loader<V> extends Function<List<String>, Map<String, V>> {}

  /// The values of `keys`; those without one are left out. `loader` is asked once for all that have
  /// to be loaded here, and its failure is the caller's. Values are kept for `ttl`, less up to a
  /// fifth of it. More than 500 keys are asked from the store at once, and their values not kept.
  public <V> Map<String, V> getAll(
      Collection<String> keys, Duration ttl, ValueFormat<V> format, Loader<V> loader) {
    Set<String> open = new LinkedHashSet<>(keys);
    if (open.size() > MAX_KEYS) {
      return loader.apply(List.copyOf(open));
    }
    Map<String, V> values = new HashMap<>();
    long deadline = System.nanoTime() + MAX_WAIT.toNanos();
    long pauseMs = FIRST_PAUSE_MS;
    while (!open.isEmpty()) {
      String caller = UUID.randomUUID().toString();
      Map<String, Found> found = read(open, caller);
      List<String> mine = new ArrayList<>();
      for (String key : List.copyOf(open)) {
        Found each = found.get(key);
        if (each == null || each.state() == State.LOAD) {
          mine.add(key);
          open.remove(key);
        } else if (each.state() == State.GOOD) {
          open.remove(key);
          if (!take(key, each.value(), format, values)) {
            mine.add(key);
          }
        }
      }
      if (!mine.isEmpty()) {
        values.putAll(load(mine, caller, ttl, format, loader));
      }
      if (open.isEmpty()) {
        return values;
      }
      if (System.nanoTime() > deadline) {
        // Whoever loads them is slow or dead: nobody waits for the end of his lock.
        count("impatient", open.size());
        values.putAll(loader.apply(List.copyOf(open)));
        return values;
      }
      Pause.of(pauseMs);
      pauseMs = Math.min(2 * pauseMs, LAST_PAUSE_MS);
    }
    return values;
  }

  /// False when the text is not readable, and the store has to be asked.
  private <V> boolean take(String key, String text, ValueFormat<V> format, Map<String, V> values) {
    if (text.isEmpty()) {
      count("absent", 1);
      return true;
    }
    try {
      values.put(key, format.read(text));
      count("hit", 1);
      return true;
    } catch (IllegalArgumentException e) {
      count("unreadable", 1);
      log.warn("cached value of {} is not readable, the store is asked", key, e);
      return false;
    }
  }

  private <V> Map<String, V> load(
      List<String> keys, String caller, Duration ttl, ValueFormat<V> format, Loader<V> loader) {
    Map<String, V> loaded;
    try {
      loaded = loader.apply(keys);
    } catch (RuntimeException | Error e) {
      unlock(keys, caller);
      throw e;
    }
    count("load", keys.size());
    if (isAway()) {
      return loaded;
    }
    Map<String, CompletableFuture<Long>> calls = new HashMap<>();
    for (String key : keys) {
      V value = loaded.get(key);
      if (value != null && !format.keeps(value)) {
        count("large", 1);
        calls.put(key, send(() -> unlocks.run(key, caller, LOCK.toSeconds())));
        continue;
      }
      calls.put(
          key,
          send(() ->
              stores.run(
                  key,
                  caller,
                  value == null ? "" : format.write(value),
                  value == null ? ABSENT.toSeconds() : seconds(ttl))));
    }
    var _ = await(calls);
    return loaded;
  }

  private void unlock(List<String> keys, String caller) {
    if (isAway()) {
      return;
    }
    Map<String, CompletableFuture<Long>> calls = new HashMap<>();
    keys.forEach(key -> calls.put(key, send(() -> unlocks.run(key, caller, LOCK.toSeconds()))));
    var _ = await(calls);
  }

  /// What Redis says of each key, in one round trip; nothing of those it does not answer.
  private Map<String, Found> read(Collection<String> keys, String caller) {
    if (isAway()) {
      count("away", keys.size());
      return Map.of();
    }
    long now = clock.instant().getEpochSecond();
    Map<String, CompletableFuture<Found>> calls = new LinkedHashMap<>();
    for (String key : keys) {
      calls.put(key, send(() -> reads.run(key, now, now + LOCK.toSeconds(), caller)));
    }
    Map<String, Found> found = await(calls);
    if (found.size() < keys.size()) {
      count("away", keys.size() - found.size());
    }
    return found;
  }

  private static <T> CompletableFuture<T> send(Supplier<CompletionStage<T>> command) {
    try {
      return command.get().toCompletableFuture();
    } catch (RedisException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private <T> Map<String, T> await(Map<String, CompletableFuture<T>> calls) {
    Map<String, T> answers = new HashMap<>();
    long deadline = System.nanoTime() + patience.toNanos();
    for (Map.Entry<String, CompletableFuture<T>> call : calls.entrySet()) {
      try {
        long left = Math.max(0, deadline - System.nanoTime());
        answers.put(call.getKey(), call.getValue().get(left, TimeUnit.NANOSECONDS));
      } catch (ExecutionException | TimeoutException e) {
        log.warn("the cache in Redis is passed over for {}: {}", AWAY, String.valueOf(e));
        awayUntil = System.nanoTime() + AWAY.toNanos();
        return answers;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("interrupted", e);
      }
    }
    return answers;
  }

  private boolean isAway() {
    return awayUntil - System.nanoTime() > 0;
  }

  /// As the reference does it: less the time a tag lives, less up to a fifth, so that values that
  /// were loaded together do not end together.
  private static long seconds(Duration ttl) {
    double jitter = ThreadLocalRandom.current().nextDouble(MAX_JITTER);
    return Math.max(1, ttl.minus(DELAY).toSeconds() - (long) (jitter * ttl.toSeconds()));
  }

  private void count(String result, int times) {
    results.apply(result).increment(times);
  }
}
