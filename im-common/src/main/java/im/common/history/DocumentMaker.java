package im.common.history;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import im.common.mongo.Inserts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;

/// Makes the documents of `msg` with their hundred empty slots, and remembers which are there.
final class DocumentMaker {
  private static final int KNOWN_DOCUMENTS = 50_000;

  private final MongoCollection<Document> documents;
  private final Cache<String, Boolean> known =
      Caffeine.newBuilder().maximumSize(KNOWN_DOCUMENTS).build();

  DocumentMaker(MongoCollection<Document> documents) {
    this.documents = documents;
  }

  /// Makes those of `docIDs` that this process does not know to be there.
  void ensure(Set<String> docIDs) {
    Set<String> unknown = new HashSet<>();
    for (String docID : docIDs) {
      if (known.getIfPresent(docID) == null) {
        unknown.add(docID);
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    List<WriteModel<Document>> writes = new ArrayList<>(unknown.size());
    for (String docID : unknown) {
      // Not every server gives ids that say when the document was made, on which retention relies.
      Document made =
          new Document("_id", new ObjectId()).append("msgs", MessageDocuments.emptySlots());
      writes.add(
          new UpdateOneModel<>(
              new Document("doc_id", docID),
              new Document("$setOnInsert", made),
              new UpdateOptions().upsert(true)));
    }
    try {
      documents.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    } catch (MongoBulkWriteException e) {
      // Another writer made the same document at the same moment: it is there, which is all we
      // need.
      var _ = Inserts.collisions(e);
    }
    unknown.forEach(docID -> known.put(docID, Boolean.TRUE));
  }

  /// Looks again for `docIDs` next time.
  void forget(Collection<String> docIDs) {
    known.invalidateAll(docIDs);
  }
}
