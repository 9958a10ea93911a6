package im.standalone.embedded;

import de.bwaldvogel.mongo.backend.AbstractUniqueIndex;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.backend.ValueComparator;
import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.h2.mvstore.Cursor;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.type.ObjectDataType;
import org.jspecify.annotations.Nullable;

/// A unique index that helps any query which names its keys, or the first of them, whatever else
/// the query asks. mongo-java-server's own helps only queries for exactly its keys, and looks
/// through the whole collection for all others.
final class SortedIndex extends AbstractUniqueIndex<Object> {
  private static final Comparator<Object> VALUES = ValueComparator.ascWithoutListHandling();

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
    return super.canHandle(own) ? super.getPositions(own) : positions(firstKeys(query));
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

  /// The values that `query` asks the first keys to be equal to.
  private List<Object> firstKeys(Document query) {
    Document first = new Document();
    for (String key : keys()) {
      if (!isSorted || !(query.get(key) instanceof String text)) {
        break;
      }
      first.append(key, text);
    }
    return new ArrayList<>(first.values());
  }

  private Set<Object> positions(List<Object> firstKeys) {
    Set<Object> positions = new LinkedHashSet<>();
    KeyValue first = new KeyValue(firstKeys);
    Cursor<KeyValue, Object> entries = map.cursor(first);
    while (entries.hasNext() && KeyType.compareFirst(first.size(), entries.next(), first) == 0) {
      positions.add(entries.getValue());
    }
    return positions;
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
