package im.standalone.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.KeyValue;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.backend.h2.H2Collection;
import de.bwaldvogel.mongo.backend.h2.H2Database;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import org.h2.mvstore.MVMap;
import org.h2.mvstore.MVStore;

/// mongo-java-server's store with documents kept as BSON ([DocumentType]) and with indexes of our
/// own ([SortedIndex]), ordered by the values of their keys. Left to itself the store orders keys
/// by their serialized bytes, and serializes two objects for each comparison: most of the time of a
/// write went there.
///
/// An index that an earlier version made keeps its order, as the order of what is in a file may not
/// change; its name is not among those that this class notes down.
final class SortedBackend extends H2Backend {
  private static final String SORTED = "im.sorted_indexes";
  private static final int CACHE_MEGABYTES = 64;
  // The database opens its indexes inside of its constructor, before it could know a field.
  private static final ScopedValue<MVStore> STORE = ScopedValue.newInstance();

  /// The store in `file`.
  SortedBackend(String file) {
    super(new MVStore.Builder().fileName(file).cacheSize(CACHE_MEGABYTES).open());
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String databaseName) {
    return ScopedValue.where(STORE, getMvStore())
        .call(() -> new Database(databaseName, getMvStore(), getCursorRegistry()));
  }

  private static final class Database extends H2Database {
    private final MVStore store;

    Database(String name, MVStore store, CursorRegistry cursors) {
      super(name, store, cursors);
      this.store = store;
    }

    @Override
    protected MongoCollection<Object> openOrCreateCollection(
        String collection, CollectionOptions options) {
      String namespace = getFullCollectionNamespace(collection);
      return new H2Collection(
          this,
          collection,
          options,
          opened()
              .openMap(
                  "databases." + namespace,
                  new MVMap.Builder<Object, Document>().valueType(new DocumentType())),
          opened().openMap("meta." + namespace),
          cursorRegistry);
    }

    private MVStore opened() {
      return STORE.isBound() ? STORE.get() : store;
    }

    @Override
    protected Index<Object> openOrCreateUniqueIndex(
        String collection, String indexName, List<IndexKey> keys, boolean sparse) {
      MVStore opened = opened();
      String map = getFullCollectionNamespace(collection) + "._index_" + indexName;
      MVMap<String, Boolean> sorted = opened.openMap(SORTED);
      if (!opened.hasMap(map)) {
        // Before the map: a map without the note would count as one of an earlier version.
        sorted.put(map, true);
      }
      MVMap.Builder<KeyValue, Object> builder = new MVMap.Builder<>();
      if (sorted.containsKey(map)) {
        builder.keyType(new SortedIndex.KeyType());
      }
      return new SortedIndex(
          opened.openMap(map, builder), sorted.containsKey(map), indexName, keys, sparse);
    }
  }
}
