package im.rpc.user.paging;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import im.proto.sdkws.RequestPagination;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.bson.conversions.Bson;

/// A part of a list.
///
/// @param skip how many entries come before it
/// @param size how many entries it has at most; 0 for a page that shows nothing
public record Page(long skip, int size) {
  /// A page that shows nothing.
  public static final Page EMPTY = new Page(0, 0);

  private static final Document BY_ID = new Document("_id", 1);

  /// The page that a client asked for; page numbers begin at 1. A size of 0 or less shows nothing.
  public static Page of(RequestPagination asked) {
    if (asked.getPageNumber() < 1 || asked.getShowNumber() < 1) {
      return EMPTY;
    }
    return new Page((asked.getPageNumber() - 1L) * asked.getShowNumber(), asked.getShowNumber());
  }

  /// This page of the rows of `collection` that match, oldest first, so that pages neither overlap
  /// nor leave anything out. `total` is the number of all rows that match.
  public List<Document> of(
      MongoCollection<Document> collection, Bson filter, Bson projection, long total) {
    return skip >= total ? List.of() : of(collection, filter, projection);
  }

  /// As [#of(MongoCollection, Bson, Bson, long)], when nobody knows how many match.
  public List<Document> of(MongoCollection<Document> collection, Bson filter, Bson projection) {
    if (size == 0 || skip > Integer.MAX_VALUE) {
      return List.of();
    }
    FindIterable<Document> rows =
        collection.find(filter).projection(projection).sort(BY_ID).skip((int) skip).limit(size);
    return rows.into(new ArrayList<>());
  }

  /// Whether a page of `found` rows is the last one, so that its end is the end of the list.
  public boolean isLast(int found) {
    return found < size && (found > 0 || skip == 0);
  }
}
