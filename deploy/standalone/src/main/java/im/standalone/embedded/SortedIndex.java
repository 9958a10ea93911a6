package im.standalone.embedded;

import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.type.ObjectDataType;
import org.jspecify.annotations.Nullable;

/// A unique index that helps any query which names its keys, or the first of them, by one value or
/// several (`$in`), whatever else the query asks. mongo-java-server's own helps only queries for
/// exactly its keys, and looks through the whole collection for all others.
final class SortedIndex extends AbstractUniqueIndex<Object> {
  private static final Comparator<Object> VALUES = ValueComparator.ascWithoutListHandling();

  private static final Set<List<Object>> NOTHING_YET = Set.of(List.of());
  private static final int MAX_COMBINATIONS = 10_000;

  private final MVMap<KeyValue, Object> map;
  private final boolean isSorted;

  /// Keeps its entries in `map`, which is in the order of [KeyType] when `isSorted`.
  SortedIndex(
      MVMap<KeyValue, Object> map,
      boolean isSorted,
      String name,
      List<IndexKey> keys,
      boolean sparse) {
    super(name, keys, sparse);
    this.map = map;
    this.isSorted = isSorted;
  }

  @Override
  public synchronized boolean canHandle(Document query) {
    return super.canHandle(own(query)) || !firstKeys(query).isEmpty();
  }

  @Override
  public synchronized Iterable<Object> getPositions(Document query) {
    Document own = own(query);
    if (super.canHandle(own)) {
      return super.getPositions(own);
    }
    Set<Object> positions = new LinkedHashSet<>();
    firstKeys(query).forEach(first -> addPositions(first, positions));
    return positions;
  }

  @Override
  protected @Nullable Object removeDocument(KeyValue key) {
    return map.remove(key);
  }

  @Override
  protected boolean putKeyPosition(KeyValue key, Object position) {
    return map.putIfAbsent(key, Missing.ofNullable(position)) == null;
  }

  @Override
  protected Iterable<Map.Entry<KeyValue, Object>> getIterable() {
    return map.entrySet();
  }

  @Override
  protected @Nullable Object getPosition(KeyValue key) {
    return map.get(key);
  }

  @Override
  public long getCount() {
    return map.sizeAsLong();
  }

  @Override
  public long getDataSize() {
    return getCount();
  }

  private Document own(Document query) {
    Document own = new Document();
    for (String key : keys()) {
      if (query.containsKey(key)) {
        own.append(key, query.get(key));
      }
    }
    return own;
  }

  /// The values that `query` asks the first keys to have, each combination once; none when it does
  /// not name the first key.
  private Set<List<Object>> firstKeys(Document query) {
    Set<List<Object>> combinations = new LinkedHashSet<>();
    if (!isSorted) {
      return combinations;
    }
    for (String key : keys()) {
      List<String> values = texts(query.get(key));
      if (values.isEmpty() || combinations.size() * (long) values.size() > MAX_COMBINATIONS) {
        break;
      }
      Set<List<Object>> longer = new LinkedHashSet<>();
      for (List<Object> shorter : combinations.isEmpty() ? NOTHING_YET : combinations) {
        for (String value : values) {
          List<Object> combination = new ArrayList<>(shorter);
          combination.add(value);
          longer.add(combination);
        }
      }
      combinations = longer;
    }
    return combinations;
  }

  /// The texts one of which a value has to be; none when something else is asked of it.
  private static List<String> texts(@Nullable Object asked) {
    if (asked instanceof String text) {
      return List.of(text);
    }
    if (!(asked instanceof Document condition)
        || condition.size() != 1
        || !(condition.get("$in") instanceof Collection<?> values)) {
      return List.of();
    }
    List<String> texts = new ArrayList<>();
    for (Object value : values) {
      if (!(value instanceof String text)) {
        return List.of();
      }
      texts.add(text);
    }
    return texts;
  }

  private void addPositions(List<Object> firstKeys, Set<Object> positions) {
    KeyValue first = new KeyValue(firstKeys);
    Cursor<KeyValue, Object> entries = map.cursor(first);
    while (entries.hasNext() && KeyType.compareFirst(first.size(), entries.next(), first) == 0) {
      positions.add(entries.getValue());
    }
  }

  /// Stores keys as before, and compares them by value.
  static final class KeyType extends ObjectDataType {
    @Override
    public int compare(Object a, Object b) {
      if (!(a instanceof KeyValue one) || !(b instanceof KeyValue other)) {
        return super.compare(a, b);
      }
      int order = compareFirst(Math.min(one.size(), other.size()), one, other);
      return order != 0 ? order : Integer.compare(one.size(), other.size());
    }

    private static int compareFirst(int count, KeyValue one, KeyValue other) {
      for (int i = 0; i < count; i++) {
        int order = VALUES.compare(one.get(i), other.get(i));
        if (order != 0) {
          return order;
        }
      }
      return 0;
    }
  }
}
