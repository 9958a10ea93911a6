package im.common.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import im.common.cache.CacheInvalidation.Topic;
import im.common.config.LocalCacheConfig;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/// Values kept in this process under their Redis keys, dropped when any process publishes the key,
/// and at the latest after their time to live: that bounds staleness when a publication is lost.
/// Concurrent misses of one key ask the loader once; failures are not kept.
public final class LocalCache<V> {
  private static final Duration STALE_AT_MOST = Duration.ofMinutes(5);

  private final Cache<String, CompletableFuture<V>> entries;

  /// As large and long-lived as `config` says; one that is off keeps nothing.
  public LocalCache(
      String name,
      LocalCacheConfig.Cache config,
      CacheInvalidation invalidation,
      Topic topic,
      MeterRegistry meters) {
    this(
        name,
        config.isOn() ? config.maxSize() : 0,
        Duration.ofSeconds(config.successExpire()),
        invalidation,
        topic,
        meters);
  }

  /// For what `local-cache.yml` says nothing of: a value is five minutes stale at most.
  public LocalCache(
      String name, int maxSize, CacheInvalidation invalidation, Topic topic, MeterRegistry meters) {
    this(name, maxSize, STALE_AT_MOST, invalidation, topic, meters);
  }

  /// `ttl` bounds how stale a value can get.
  public LocalCache(
      String name,
      int maxSize,
      Duration ttl,
      CacheInvalidation invalidation,
      Topic topic,
      MeterRegistry meters) {
    entries =
        Caffeine.newBuilder().maximumSize(maxSize).expireAfterWrite(ttl).recordStats().build();
    CaffeineCacheMetrics.monitor(meters, entries, name);
    invalidation.onInvalidate(topic, entries::invalidate);
  }

  /// The value under `redisKey`; a miss calls `loader` with the key on the calling thread.
  public V get(String redisKey, Function<String, ? extends V> loader) {
    CompletableFuture<V> mine = new CompletableFuture<>();
    CompletableFuture<V> entry = entries.asMap().putIfAbsent(redisKey, mine);
    if (entry != null) {
      return join(entry);
    }
    try {
      V value = Objects.requireNonNull(loader.apply(redisKey), "value");
      mine.complete(value);
      return value;
    } catch (RuntimeException | Error e) {
      entries.asMap().remove(redisKey, mine);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  /// The values under `redisKeys`; `loader` is called once with those that are missed here, and has
  /// to give a value for each.
  public Map<String, V> getAll(
      Set<String> redisKeys, Function<List<String>, Map<String, V>> loader) {
    Map<String, CompletableFuture<V>> mine = new LinkedHashMap<>();
    Map<String, CompletableFuture<V>> others = new LinkedHashMap<>();
    for (String key : redisKeys) {
      CompletableFuture<V> made = new CompletableFuture<>();
      CompletableFuture<V> entry = entries.asMap().putIfAbsent(key, made);
      if (entry == null) {
        mine.put(key, made);
      } else {
        others.put(key, entry);
      }
    }
    Map<String, V> values = new HashMap<>();
    if (!mine.isEmpty()) {
      values.putAll(load(mine, loader));
    }
    others.forEach((key, entry) -> values.put(key, join(entry)));
    return values;
  }

  private Map<String, V> load(
      Map<String, CompletableFuture<V>> mine, Function<List<String>, Map<String, V>> loader) {
    try {
      Map<String, V> loaded = loader.apply(List.copyOf(mine.keySet()));
      mine.forEach((key, entry) -> entry.complete(Objects.requireNonNull(loaded.get(key), key)));
      return loaded;
    } catch (RuntimeException | Error e) {
      mine.forEach((key, entry) -> {
        entries.asMap().remove(key, entry);
        entry.completeExceptionally(e);
      });
      throw e;
    }
  }

  /// Forgets the value under `redisKey` in this process.
  public void invalidate(String redisKey) {
    entries.invalidate(redisKey);
  }

  private static <V> V join(CompletableFuture<V> entry) {
    try {
      return entry.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
