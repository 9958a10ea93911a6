package im.rpc.user.profile;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.TieredCache;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.mongo.Mongo;
import im.common.redis.RedisKeys;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.Document;
import org.bson.types.ObjectId;

/// All users, in collection `user` (`reference/mongo-collections.tsv`). They are cached on both
/// levels under `USER_INFO:<userID>`; every change is announced on DELETE_CACHE_USER.
public final class UserStore {
  private final MongoCollection<Document> users;
  private final TieredCache<User> cache;
  private final CacheInvalidation invalidation;

  /// `cache` must belong to topic USER.
  public UserStore(Mongo mongo, TieredCache<User> cache, CacheInvalidation invalidation) {
    users = mongo.collection("user");
    this.cache = cache;
    this.invalidation = invalidation;
  }

  /// The user, perhaps as he was a moment ago.
  public Optional<User> find(String userID) {
    return cache.get(RedisKeys.user(userID), _ -> findStored(userID));
  }

  /// The user, perhaps as he was a moment ago. Throws 1004 when there is none.
  public User require(String userID) {
    return find(userID).orElseThrow(() -> notFound(userID));
  }

  /// The users among `userIDs`, each once, in the order of the ids; unknown ids are left out.
  public List<User> findAll(Collection<String> userIDs) {
    Map<String, String> idOf = new LinkedHashMap<>();
    userIDs.forEach(userID -> idOf.put(RedisKeys.user(userID), userID));
    Map<String, User> found =
        cache.getAll(
            idOf.keySet(), missing -> findStored(missing.stream().map(idOf::get).toList()));
    return idOf.keySet().stream().flatMap(key -> Stream.ofNullable(found.get(key))).toList();
  }

  /// Those of `userIDs` that are registered, as they stand in the store.
  public Set<String> registered(Collection<String> userIDs) {
    Set<String> registered = new HashSet<>();
    users
        .find(Filters.in(User.USER_ID, userIDs))
        .projection(Projections.include(User.USER_ID))
        .forEach(row -> registered.add(row.get(User.USER_ID, "")));
    return registered;
  }

  /// Stores all of `added`, or none. Throws 1102 when one of the ids is registered.
  public void insert(List<User> added) {
    List<Document> rows =
        added.stream().map(user -> user.toRow().append("_id", new ObjectId())).toList();
    try {
      users.insertMany(rows);
    } catch (MongoBulkWriteException e) {
      // Rows before the one that failed are in; a registration is all or nothing.
      users.deleteMany(
          Filters.in("_id", rows.stream().map(row -> row.getObjectId("_id")).toList()));
      throw e.getWriteErrors().stream()
              .anyMatch(error -> error.getCategory() == ErrorCategory.DUPLICATE_KEY)
          ? ErrorCode.REGISTERED_ALREADY.because(
              "userID: " + ids(added) + " (expected: none of them is registered)")
          : e;
    } finally {
      announce(ids(added));
    }
  }

  /// Does `patch` to the user and gives him as he was before; empty when there is none.
  public Optional<User> update(String userID, ProfilePatch patch) {
    Document fields = patch.toFields();
    if (fields.isEmpty()) {
      return findStored(userID);
    }
    Document before =
        users.findOneAndUpdate(
            byID(userID),
            new Document("$set", fields),
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.BEFORE));
    if (before == null) {
      return Optional.empty();
    }
    announce(List.of(userID));
    return Optional.of(User.of(before));
  }

  /// Makes the announcement of a change once more, for one that may have ended before it.
  void announceAgain(String userID) {
    announce(List.of(userID));
  }

  /// The refusal of a `userID` that is not registered: 1004.
  static ImException notFound(String userID) {
    return ErrorCode.RECORD_NOT_FOUND.because(
        "userID: " + userID + " (expected: a registered user)");
  }

  private Map<String, User> findStored(List<String> userIDs) {
    Map<String, User> found = HashMap.newHashMap(userIDs.size());
    for (Document row : users.find(Filters.in(User.USER_ID, userIDs))) {
      User user = User.of(row);
      found.put(RedisKeys.user(user.userID()), user);
    }
    return found;
  }

  private Optional<User> findStored(String userID) {
    Document row = users.find(byID(userID)).first();
    return Optional.ofNullable(row).map(User::of);
  }

  private void announce(Collection<String> userIDs) {
    List<String> keys = new ArrayList<>();
    for (String userID : userIDs) {
      keys.add(RedisKeys.user(userID));
      keys.add("USER_GLOBAL_RECV_MSG_OPT_KEY:" + userID);
    }
    try {
      invalidation.publish(Topic.USER, keys);
    } finally {
      // Here at once: the announcement comes back over Redis a moment later. But after Redis has
      // dropped the value, or a reader would bring it back from there.
      userIDs.forEach(userID -> cache.invalidate(RedisKeys.user(userID)));
    }
  }

  private static List<String> ids(List<User> users) {
    return users.stream().map(User::userID).toList();
  }

  private static Document byID(String userID) {
    return new Document(User.USER_ID, userID);
  }
}
