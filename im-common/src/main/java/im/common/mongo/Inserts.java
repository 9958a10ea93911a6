package im.common.mongo;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;

/// Inserts of what may be there already, as a unique index says.
public final class Inserts {
  private static final InsertManyOptions UNORDERED = new InsertManyOptions().ordered(false);

  private Inserts() {}

  /// Inserts `documents` except those that collide with a unique index, and returns the places of
  /// the latter.
  public static Set<Integer> skipExisting(
      MongoCollection<Document> rows, List<Document> documents) {
    try {
      rows.insertMany(documents, UNORDERED);
      return Set.of();
    } catch (MongoBulkWriteException e) {
      return collisions(e);
    }
  }

  /// Inserts `document`; false when it collides with a unique index.
  public static boolean insert(MongoCollection<Document> rows, Document document) {
    try {
      rows.insertOne(document);
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw e;
      }
      return false;
    }
  }

  /// The places of the writes that collided with a unique index. Throws `failed` when something
  /// else went wrong, too.
  public static Set<Integer> collisions(MongoBulkWriteException failed) {
    boolean onlyCollisions =
        failed.getWriteConcernError() == null
            && failed.getWriteErrors().stream()
                .allMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY);
    if (!onlyCollisions) {
      throw failed;
    }
    return failed.getWriteErrors().stream()
        .map(BulkWriteError::getIndex)
        .collect(Collectors.toUnmodifiableSet());
  }
}
