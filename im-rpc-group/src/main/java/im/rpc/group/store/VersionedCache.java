package im.rpc.group.store;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.client.MongoCollection;
import im.common.mongo.Mongo;
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
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/// Lists in memory that are never staler than their version document: a value is kept under the
/// version it was loaded at, and each read asks the store, with one key, which version is the
/// newest. Several instances of the service therefore need not tell each other anything, and what
/// other services fetch after an invalidation is right at once.
final class VersionedCache<V> {
  // Bounds what a writer that died between a change and its version step can leave behind.
  private static final Duration TTL = Duration.ofMinutes(5);

  private record Key(String ownerID, ObjectId versionID, long version) {}

  private final MongoCollection<Document> versions;
  private final Function<Collection<String>, Map<String, V>> loader;
  private final Cache<Key, V> entries;

  /// Values whose changes `versionCollection` counts; `loader` loads those of several owners at
  /// once. The cache holds values up to `maxWeight` in the sum of `weight`.
  VersionedCache(
      String name,
      Mongo mongo,
      String versionCollection,
      Function<Collection<String>, Map<String, V>> loader,
      long maxWeight,
      ToIntFunction<V> weight,
      MeterRegistry meters) {
    versions = mongo.collection(versionCollection);
    this.loader = loader;
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maxWeight)
            .weigher((Key _, V value) -> weight.applyAsInt(value))
            .expireAfterWrite(TTL)
            .recordStats()
            .build();
    CaffeineCacheMetrics.monitor(meters, entries, name);
  }

  /// The value of one owner; concurrent misses ask the store once.
  V get(String ownerID) {
    Key key = newest(versions.find(new Document("d_id", ownerID)).projection(fields()).first());
    // Without a version document there is nothing to tell two states apart: nothing is kept.
    return key == null ? load(ownerID) : entries.get(key, _ -> load(ownerID));
  }

  /// The values of several owners, two queries in all.
  Map<String, V> get(Collection<String> ownerIDs) {
    Set<String> wanted = new LinkedHashSet<>(ownerIDs);
    if (wanted.isEmpty()) {
      return Map.of();
    }
    Map<String, Key> keys = new HashMap<>();
    Document filter = new Document("d_id", new Document("$in", List.copyOf(wanted)));
    for (Document head : versions.find(filter).projection(fields())) {
      Key key = newest(head);
      if (key != null) {
        keys.put(key.ownerID(), key);
      }
    }
    Map<String, V> values = new HashMap<>();
    List<String> missing = new ArrayList<>();
    for (String ownerID : wanted) {
      Key key = keys.get(ownerID);
      V known = key == null ? null : entries.getIfPresent(key);
      if (known == null) {
        missing.add(ownerID);
      } else {
        values.put(ownerID, known);
      }
    }
    if (!missing.isEmpty()) {
      loader
          .apply(missing)
          .forEach((ownerID, value) -> {
            values.put(ownerID, value);
            Key key = keys.get(ownerID);
            if (key != null) {
              entries.put(key, value);
            }
          });
    }
    return values;
  }

  /// Carries the value over a version step that was just made, instead of loading it again: a list
  /// of 100,000 is not read for each member who comes.
  void advance(String ownerID, String versionID, long version, UnaryOperator<V> change) {
    Key before = new Key(ownerID, new ObjectId(versionID), version - 1);
    V known = entries.getIfPresent(before);
    if (known != null) {
      entries.put(new Key(ownerID, before.versionID(), version), change.apply(known));
      entries.invalidate(before);
    }
  }

  private V load(String ownerID) {
    V value = loader.apply(List.of(ownerID)).get(ownerID);
    if (value == null) {
      throw new IllegalStateException("loader gave nothing for " + ownerID);
    }
    return value;
  }

  private static @Nullable Key newest(@Nullable Document head) {
    return head == null
        ? null
        : new Key(
            head.getString("d_id"),
            head.getObjectId("_id"),
            head.get("version", Number.class).longValue());
  }

  private static Document fields() {
    return new Document("d_id", 1).append("version", 1);
  }
}
