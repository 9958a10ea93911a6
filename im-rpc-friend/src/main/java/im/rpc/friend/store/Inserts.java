package im.rpc.friend.store;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;

/// Inserts what is not there yet.
final class Inserts {
  private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

  private Inserts() {}

  /// Inserts `documents` except those that collide with a unique index, and returns the places of
  /// the latter.
  static Set<Integer> skipExisting(MongoCollection<Document> rows, List<Document> documents) {
    try {
      rows.insertMany(documents, UNORDERED);
      return Set.of();
    } catch (MongoBulkWriteException e) {
      if (e.getWriteConcernError() != null
          || !e.getWriteErrors().stream()
              .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY)) {
        throw e;
      }
      return e.getWriteErrors().stream()
          .map(BulkWriteError::getIndex)
          .collect(Collectors.toUnmodifiableSet());
    }
  }
}
