package im.rpc.group.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import im.common.sync.IncrementalSync;
import im.common.sync.IncrementalSync.Answer;
import im.common.sync.IncrementalSync.Known;
import im.common.sync.VersionHeader;
import im.common.sync.VersionLog;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// Lists in memory that are never staler than their version document: a value is kept with the
/// version it belongs to, and each read asks the store, with one key, which version is the newest.
/// What has changed since then is all that is read to bring a value there. Several instances of the
/// service therefore need not tell each other anything, and what other services fetch after an
/// invalidation is right at once.
public final class VersionedCache<V> {
  // Bounds what a writer that died between a change and its version step can leave behind.
  private static final Duration TTL = Duration.ofMinutes(5);
  // Several as small as that are read sooner together than brought forward one by one.
  private static final int SMALL = 500;

  /// Where values come from.
  public interface Source<V> {
    /// The values of some owners as they are now.
    Map<String, V> load(Collection<String> ownerIDs);

    /// `known` after `news`, which is never full; null when it has to be loaded as a whole.
    @Nullable V after(String ownerID, V known, Answer news);
  }

  private record Entry<V>(VersionHeader head, V value, long loadedAt) {
    boolean isAt(VersionHeader other) {
      return head.id().equals(other.id())
          && Long.compareUnsigned(head.version(), other.version()) >= 0;
    }

    /// Bringing it forward makes it no younger.
    Duration left() {
      Duration left = TTL.minusNanos(System.nanoTime() - loadedAt);
      return left.isNegative() ? Duration.ZERO : left;
    }
  }

  private final VersionLog log;
  private final Source<V> source;
  private final ToIntFunction<V> weight;
  private final Cache<String, Entry<V>> entries;

  /// Values of `source` whose changes `log` counts. The cache holds values up to `maxWeight` in the
  /// sum of `weight`.
  public VersionedCache(
      String name,
      VersionLog log,
      Source<V> source,
      long maxWeight,
      ToIntFunction<V> weight,
      MeterRegistry meters) {
    this.log = log;
    this.source = source;
    this.weight = weight;
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maxWeight)
            .weigher((String _, Entry<V> entry) -> weight.applyAsInt(entry.value()))
            .expireAfter(Expiry.writing((String _, Entry<V> entry) -> entry.left()))
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(meters, entries, name);
  }

  /// The value of one owner; concurrent misses ask the store once.
  public V get(String ownerID) {
    // The head comes first: a change in between then shows as one more change, never as none.
    VersionHeader head = log.headIfThere(ownerID);
    if (head.equals(VersionHeader.NONE)) {
      // Without a version document there is nothing to tell two states apart: nothing is kept.
      return load(ownerID);
    }
    Entry<V> known = entries.getIfPresent(ownerID);
    return known != null && known.isAt(head) ? known.value() : bringTo(head, ownerID);
  }

  /// The values of several owners, two queries for all small ones.
  Map<String, V> get(Collection<String> ownerIDs) {
    Set<String> wanted = new LinkedHashSet<>(ownerIDs);
    if (wanted.isEmpty()) {
      return Map.of();
    }
    if (wanted.size() == 1) {
      String only = wanted.iterator().next();
      return Map.of(only, get(only));
    }
    Map<String, VersionHeader> heads = log.headers(wanted);
    Map<String, V> values = new HashMap<>();
    List<String> missing = new ArrayList<>();
    for (String ownerID : wanted) {
      VersionHeader head = heads.get(ownerID);
      Entry<V> known = head == null ? null : entries.getIfPresent(ownerID);
      if (head == null || known == null) {
        missing.add(ownerID);
      } else if (known.isAt(head)) {
        values.put(ownerID, known.value());
      } else if (weight.applyAsInt(known.value()) > SMALL) {
        values.put(ownerID, bringTo(head, ownerID));
      } else {
        missing.add(ownerID);
      }
    }
    if (!missing.isEmpty()) {
      source
          .load(missing)
          .forEach((ownerID, value) -> {
            values.put(ownerID, value);
            VersionHeader head = heads.get(ownerID);
            if (head != null) {
              keep(ownerID, loaded(head, value));
            }
          });
    }
    return values;
  }

  /// Carries the value over a version step that was just made.
  void advance(String ownerID, String versionID, long version, UnaryOperator<V> change) {
    ObjectId id = new ObjectId(versionID);
    VersionHeader before = new VersionHeader(id, version - 1);
    entries
        .asMap()
        .computeIfPresent(
            ownerID,
            (_, known) ->
                known.head().equals(before)
                    ? new Entry<>(
                        new VersionHeader(id, version),
                        change.apply(known.value()),
                        known.loadedAt())
                    : known);
  }

  private V bringTo(VersionHeader head, String ownerID) {
    Entry<V> entry =
        entries.asMap().compute(ownerID, (_, known) -> broughtTo(head, ownerID, known));
    return entry.value();
  }

  private Entry<V> broughtTo(VersionHeader head, String ownerID, @Nullable Entry<V> known) {
    if (known == null) {
      return loaded(head, load(ownerID));
    }
    if (known.isAt(head)) {
      return known;
    }
    Answer news =
        IncrementalSync.answer(
            log, ownerID, new Known(known.head().versionID(), known.head().version()), head);
    V value = news.full() ? null : source.after(ownerID, known.value(), news);
    return value == null
        ? loaded(head, load(ownerID))
        : new Entry<>(news.head(), value, known.loadedAt());
  }

  private void keep(String ownerID, Entry<V> fresh) {
    entries
        .asMap()
        .merge(ownerID, fresh, (known, other) -> known.isAt(other.head()) ? known : other);
  }

  private static <V> Entry<V> loaded(VersionHeader head, V value) {
    return new Entry<>(head, value, System.nanoTime());
  }

  private V load(String ownerID) {
    V value = source.load(List.of(ownerID)).get(ownerID);
    if (value == null) {
      throw new IllegalStateException("loader gave nothing for " + ownerID);
    }
    return value;
  }
}
