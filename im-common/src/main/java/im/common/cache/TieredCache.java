package im.common.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A value is looked for in this process, then in Redis, then in the store: one question to the
/// store over all processes, however many readers miss it at the same time. The two levels have the
/// same keys; who changes a value publishes its key once
/// ([CacheInvalidation#publish(CacheInvalidation.Topic, Collection)]), which drops it from both.
public final class TieredCache<V> {
  private final LocalCache<Optional<V>> local;
  private final SharedCache shared;
  private final ValueFormat<V> format;
  private final Duration ttl;

  /// Puts `local` before `shared`, where values are kept for `ttl`.
  public TieredCache(
      LocalCache<Optional<V>> local, SharedCache shared, ValueFormat<V> format, Duration ttl) {
    this.local = local;
    this.shared = shared;
    this.format = format;
    this.ttl = ttl;
  }

  /// The value under `redisKey`, or empty when the store has none.
  public Optional<V> get(String redisKey, Function<String, Optional<V>> loader) {
    return local.get(
        redisKey,
        key ->
            Optional.ofNullable(
                shared
                    .getAll(
                        List.of(key),
                        ttl,
                        format,
                        _ ->
                            loader
                                .apply(key)
                                .<Map<String, V>>map(v -> Map.of(key, v))
                                .orElse(Map.of()))
                    .get(key)));
  }

  /// The values under `redisKeys`, without those the store has none for: what is missing here comes
  /// from Redis in one round trip, and the rest from one call of `loader`. Very many that are
  /// missing are asked from the store at once.
  public Map<String, V> getAll(Collection<String> redisKeys, SharedCache.Loader<V> loader) {
    Map<String, V> values = new HashMap<>();
    local
        .getAll(
            new LinkedHashSet<>(redisKeys),
            missing -> {
              Map<String, V> found = shared.getAll(missing, ttl, format, loader);
              Map<String, Optional<V>> all = new HashMap<>();
              missing.forEach(key -> all.put(key, Optional.ofNullable(found.get(key))));
              return all;
            })
        .forEach((key, value) -> value.ifPresent(present -> values.put(key, present)));
    return values;
  }

  /// Forgets the value under `redisKey` in this process at once; a publication does so everywhere.
  public void invalidate(String redisKey) {
    local.invalidate(redisKey);
  }
}
