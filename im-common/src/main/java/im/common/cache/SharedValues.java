package im.common.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Values of one kind in the [SharedCache], for services whose askers keep the first level: nothing
/// stays in this process. A second copy behind that of an asker could be stale: the asker hears of
/// a change, asks again, and must not be given what this process has not yet heard of; he would
/// keep it for minutes. Who has changed a value and dropped it from Redis is sure that every read
/// that begins later finds the change, in whichever process.
public final class SharedValues<V> {
  private static final int MAX_PASSED_OVER = 10_000;
  private static final Duration PASSED_OVER = Duration.ofMinutes(1);

  private final SharedCache shared;
  private final ValueFormat<V> format;
  private final Duration ttl;
  private final Cache<String, Boolean> passedOver =
      Caffeine.newBuilder().maximumSize(MAX_PASSED_OVER).expireAfterWrite(PASSED_OVER).build();

  /// Keeps values in `shared` for `ttl`.
  public SharedValues(SharedCache shared, ValueFormat<V> format, Duration ttl) {
    this.shared = shared;
    this.format = format;
    this.ttl = ttl;
  }

  /// The value under `redisKey`, or empty when the store has none.
  public Optional<V> get(String redisKey, Supplier<Optional<V>> loader) {
    if (isPassedOver(redisKey)) {
      return loader.get();
    }
    return Optional.ofNullable(
        getAll(
                List.of(redisKey),
                _ -> loader.get().<Map<String, V>>map(v -> Map.of(redisKey, v)).orElse(Map.of()))
            .get(redisKey));
  }

  /// The values under `redisKeys`, without those the store has none for: from Redis in one round
  /// trip, and the rest from one call of `loader`. Very many keys are asked from the store at once.
  public Map<String, V> getAll(Collection<String> redisKeys, SharedCache.Loader<V> loader) {
    return shared.getAll(redisKeys, ttl, format, missing -> noted(loader.apply(missing)));
  }

  /// Whether the value under `redisKey` was lately found too large for Redis
  /// ([ValueFormat#keeps(Object)]): it is loaded from the store for every reader.
  public boolean isPassedOver(String redisKey) {
    return passedOver.getIfPresent(redisKey) != null;
  }

  private Map<String, V> noted(Map<String, V> loaded) {
    loaded.forEach((key, value) -> {
      if (!format.keeps(value)) {
        passedOver.put(key, true);
      }
    });
    return loaded;
  }
}
