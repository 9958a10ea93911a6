package im.msgtransfer.persist;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import java.util.Set;
import org.bson.BSONException;
import org.jspecify.annotations.Nullable;

/// Tells what the store will never take from what it does not take now.
final class StoreRefusal {
  /// MongoDB's codes for a document that is too large, two names that no field may have, and a
  /// value that is none.
  private static final Set<Integer> ABOUT_THE_DOCUMENT = Set.of(10334, 17419, 17420, 52, 57, 2, 22);

  private StoreRefusal() {}

  /// True when `failure` is about what was to be stored, and not about the store.
  static boolean isAbout(Throwable failure) {
    for (@Nullable Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof BSONException) {
        return true;
      }
      if (each instanceof MongoBulkWriteException bulk) {
        return bulk.getWriteErrors().stream()
            .map(BulkWriteError::getCode)
            .anyMatch(ABOUT_THE_DOCUMENT::contains);
      }
    }
    return false;
  }
}
