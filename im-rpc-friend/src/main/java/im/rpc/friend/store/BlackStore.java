package im.rpc.friend.store;

import static im.common.mongo.DocumentFields.integer;
import static im.common.mongo.DocumentFields.text;
import static im.common.mongo.DocumentFields.time;

import com.mongodb.client.MongoCollection;
import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.SharedValues;
import im.common.mongo.Inserts;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.common.redis.RedisKeys;
import im.common.sync.VersionLog;
import im.common.sync.VersionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/// The collection `black`. A change is made in the order row, version log, publication. Redis keeps
/// the ids of a list under `BLACK_IDS:<owner>`.
public final class BlackStore {
  private static final String COLLECTION = "black";
  private static final String OWNER = "owner_user_id";
  private static final String BLOCKED = "block_user_id";

  private final MongoCollection<Document> rows;
  private final VersionLog versions;
  private final SharedValues<List<String>> ids;
  private final CacheInvalidation invalidation;

  /// Keeps rows in `mongo` and lists of `ids` in Redis, logs changes in `versions` and publishes
  /// them through `invalidation`.
  public BlackStore(
      Mongo mongo,
      VersionLog versions,
      SharedValues<List<String>> ids,
      CacheInvalidation invalidation) {
    rows = mongo.collection(COLLECTION);
    this.versions = versions;
    this.ids = ids;
    this.invalidation = invalidation;
  }

  /// Whether `ownerUserID` blocks `userID`.
  public boolean has(String ownerUserID, String userID) {
    return rows.find(key(ownerUserID, userID)).first() != null;
  }

  /// Whether `ownerUserID` blocks `userID`, for who asks with every message: mostly without a
  /// question to the store.
  public boolean lists(String ownerUserID, String userID) {
    String key = RedisKeys.blackIDs(ownerUserID);
    return ids.isPassedOver(key)
        ? has(ownerUserID, userID)
        : ids.get(key, () -> Optional.of(storedIDs(ownerUserID)))
            .orElse(List.of())
            .contains(userID);
  }

  /// The entries of those of `userIDs` whom the owner blocks.
  public List<Black> find(String ownerUserID, Collection<String> userIDs) {
    return rows.find(
            new Document(OWNER, ownerUserID)
                .append(BLOCKED, new Document("$in", List.copyOf(userIDs))))
        .map(BlackStore::read)
        .into(new ArrayList<>());
  }

  private List<String> storedIDs(String ownerUserID) {
    return rows.find(new Document(OWNER, ownerUserID))
        .projection(new Document(BLOCKED, 1).append("_id", 0))
        .map(row -> text(row, BLOCKED))
        .into(new ArrayList<>());
  }

  /// A page of the owner's list, oldest entry first.
  public Paged<Black> page(String ownerUserID, Page page) {
    Document list = new Document(OWNER, ownerUserID);
    return Paged.counted(
        page,
        page.of(rows.find(list).sort(new Document("_id", 1)), BlackStore::read),
        () -> rows.countDocuments(list));
  }

  /// Makes an entry; false when there was one, which stays as it is.
  public boolean create(Black black) {
    Document row =
        key(black.ownerUserID(), black.blockUserID())
            .append("create_time", new Date(black.createTime()))
            .append("add_source", black.addSource())
            .append("operator_user_id", black.operatorUserID())
            .append("ex", black.ex());
    if (!Inserts.skipExisting(rows, List.of(row)).isEmpty()) {
      return false;
    }
    changed(black.ownerUserID(), VersionState.INSERT, black.blockUserID());
    return true;
  }

  /// Removes an entry; false when there was none.
  public boolean delete(String ownerUserID, String userID) {
    if (rows.deleteOne(key(ownerUserID, userID)).getDeletedCount() == 0) {
      return false;
    }
    changed(ownerUserID, VersionState.DELETE, userID);
    return true;
  }

  /// Makes version step and publication once more, for a change that may have ended before them.
  public void logAgain(String ownerUserID, VersionState state, String userID) {
    changed(ownerUserID, state, userID);
  }

  private void changed(String ownerUserID, VersionState state, String userID) {
    versions.append(ownerUserID, state, List.of(userID));
    invalidation.publish(Topic.FRIEND, List.of(RedisKeys.blackIDs(ownerUserID)));
  }

  private static Document key(String ownerUserID, String userID) {
    return new Document(OWNER, ownerUserID).append(BLOCKED, userID);
  }

  private static Black read(Document row) {
    return new Black(
        text(row, OWNER),
        text(row, BLOCKED),
        time(row, "create_time"),
        integer(row, "add_source"),
        text(row, "operator_user_id"),
        text(row, "ex"));
  }
}
