package im.rpc.friend.store;

import static im.common.mongo.DocumentFields.flag;
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
import im.common.sync.VersionHeader;
import im.common.sync.VersionLog;
import im.common.sync.VersionLog.Change;
import im.common.sync.VersionState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;

/// The collection `friend`. Each change is made in the order row, version log, publication: a
/// client that hears of the new version finds the change. An owner's friends are listed pinned
/// first, then in the order in which they were made. Redis keeps the ids of a list under
/// `FRIEND_IDS:<owner>`.
public final class FriendStore {
  private static final String COLLECTION = "friend";
  private static final String OWNER = "owner_user_id";
  private static final String FRIEND = "friend_user_id";
  private static final String MAX_VERSION = "FRIEND_MAX_VERSION:";
  private static final String IS_PINNED = "is_pinned";
  private static final Document LIST_ORDER = new Document(IS_PINNED, -1).append("_id", 1);

  private final MongoCollection<Document> rows;
  private final VersionLog versions;
  private final SharedValues<List<String>> ids;
  private final CacheInvalidation invalidation;

  /// Keeps rows in `mongo` and lists of `ids` in Redis, logs changes in `versions` and publishes
  /// them through `invalidation`.
  public FriendStore(
      Mongo mongo,
      VersionLog versions,
      SharedValues<List<String>> ids,
      CacheInvalidation invalidation) {
    rows = mongo.collection(COLLECTION);
    this.versions = versions;
    this.ids = ids;
    this.invalidation = invalidation;
  }

  /// Whether `friendUserID` is in the list of `ownerUserID`.
  public boolean has(String ownerUserID, String friendUserID) {
    return find(ownerUserID, friendUserID).isPresent();
  }

  /// Whether `friendUserID` is in the list of `ownerUserID`, for who asks with every message:
  /// mostly without a question to the store.
  public boolean lists(String ownerUserID, String friendUserID) {
    return ids.isPassedOver(RedisKeys.friendIDs(ownerUserID))
        ? has(ownerUserID, friendUserID)
        : sharedIDs(ownerUserID).contains(friendUserID);
  }

  /// One row.
  public Optional<Friend> find(String ownerUserID, String friendUserID) {
    return Optional.ofNullable(rows.find(key(ownerUserID, friendUserID)).first())
        .map(FriendStore::read);
  }

  /// The rows of those of `friendUserIDs` who are friends of the owner.
  public List<Friend> find(String ownerUserID, Collection<String> friendUserIDs) {
    return rows.find(
            new Document(OWNER, ownerUserID)
                .append(FRIEND, new Document("$in", List.copyOf(friendUserIDs))))
        .map(FriendStore::read)
        .into(new ArrayList<>());
  }

  /// The rows of `friendUserID` in the lists of `ownerUserIDs`.
  public List<Friend> findWith(Collection<String> ownerUserIDs, String friendUserID) {
    return rows.find(
            new Document(OWNER, new Document("$in", List.copyOf(ownerUserIDs)))
                .append(FRIEND, friendUserID))
        .map(FriendStore::read)
        .into(new ArrayList<>());
  }

  /// A page of the owner's list.
  public Paged<Friend> page(String ownerUserID, Page page) {
    Document list = new Document(OWNER, ownerUserID);
    return Paged.counted(
        page,
        page.of(rows.find(list).sort(LIST_ORDER), FriendStore::read),
        () -> rows.countDocuments(list));
  }

  /// The ids of the owner's list, as Redis has them.
  public List<String> sharedIDs(String ownerUserID) {
    return ids.get(RedisKeys.friendIDs(ownerUserID), () -> Optional.of(ids(ownerUserID)))
        .orElse(List.of());
  }

  /// The ids of the owner's list as they stand in the store: no older than any version that was
  /// read before.
  public List<String> ids(String ownerUserID) {
    return rows.find(new Document(OWNER, ownerUserID))
        .projection(new Document(FRIEND, 1).append(IS_PINNED, 1))
        .sort(LIST_ORDER)
        .map(row -> text(row, FRIEND))
        .into(new ArrayList<>());
  }

  private List<String> ownersOf(String friendUserID) {
    return rows.find(new Document(FRIEND, friendUserID))
        .projection(new Document(OWNER, 1).append("_id", 0))
        .map(row -> text(row, OWNER))
        .into(new ArrayList<>());
  }

  /// Makes the rows that are not there yet; one version step for each owner who got some.
  public void create(List<Friend> friends) {
    Set<Integer> existing =
        Inserts.skipExisting(rows, friends.stream().map(FriendStore::write).toList());
    Map<String, List<String>> made = new LinkedHashMap<>();
    for (int i = 0; i < friends.size(); i++) {
      if (!existing.contains(i)) {
        made.computeIfAbsent(friends.get(i).ownerUserID(), _ -> new ArrayList<>())
            .add(friends.get(i).friendUserID());
      }
    }
    logMade(made);
  }

  /// Version steps and publication of [#create] alone, for all of `friends`.
  public void logAgain(List<Friend> friends) {
    Map<String, List<String>> made = new LinkedHashMap<>();
    friends.forEach(friend ->
        made.computeIfAbsent(friend.ownerUserID(), _ -> new ArrayList<>())
            .add(friend.friendUserID()));
    logMade(made);
  }

  private void logMade(Map<String, List<String>> made) {
    Map<String, Change> changes = new LinkedHashMap<>();
    made.forEach((owner, ids) -> changes.put(owner, new Change(VersionState.INSERT, ids)));
    versions.appendEach(changes);
    publish(made);
  }

  /// Removes one row; a version step even when there was none, as clients may have to drop it.
  public void delete(String ownerUserID, String friendUserID) {
    rows.deleteOne(key(ownerUserID, friendUserID));
    versions.append(ownerUserID, VersionState.DELETE, List.of(friendUserID));
    publish(ownerUserID, List.of(friendUserID));
  }

  /// Changes some rows; one version step that names all of `friendUserIDs`, and the order of the
  /// list when pins are among the changes. Ids that are not friends are passed over.
  public void update(String ownerUserID, List<String> friendUserIDs, FriendChanges changes) {
    if (changes.isEmpty()) {
      return;
    }
    Document update = new Document("$set", changes.toSet());
    if (friendUserIDs.size() == 1) {
      rows.updateOne(key(ownerUserID, friendUserIDs.getFirst()), update);
    } else {
      rows.updateMany(
          new Document(OWNER, ownerUserID).append(FRIEND, new Document("$in", friendUserIDs)),
          update);
    }
    logAgain(ownerUserID, friendUserIDs, changes);
  }

  /// Version step and publication of [#update] alone.
  public void logAgain(String ownerUserID, List<String> friendUserIDs, FriendChanges changes) {
    versions.append(ownerUserID, VersionState.UPDATE, changes.changedElements(friendUserIDs));
    publish(ownerUserID, friendUserIDs);
  }

  /// Notes that the profile of `friendUserID` changed, for everybody who lists him, and returns
  /// them.
  public List<String> profileChanged(String friendUserID) {
    List<String> owners = ownersOf(friendUserID);
    versions.appendEach(owners, VersionState.UPDATE, List.of(friendUserID));
    invalidation.publish(
        Topic.FRIEND, List.of(), owners.stream().map(owner -> MAX_VERSION + owner).toList());
    return owners;
  }

  /// The head of the log of the owner's list; before a change, for [#isRemovedSince].
  public VersionHeader head(String ownerUserID) {
    return versions.headIfThere(ownerUserID);
  }

  /// The heads of the logs of several owners' lists; before a change, for [#whoRemovedSince].
  public Map<String, VersionHeader> heads(Collection<String> ownerUserIDs) {
    return versions.headers(ownerUserIDs);
  }

  /// Those who removed the friend, and did not get him back, after [#heads] gave `known`.
  public Set<String> whoRemovedSince(String friendUserID, Map<String, VersionHeader> known) {
    return versions.ownersWhoRemoved(friendUserID, known);
  }

  /// Those of `friendUserIDs` whom the owner removed, and did not get back, after [#head] gave
  /// `known`.
  public Set<String> removedSince(
      String ownerUserID, Collection<String> friendUserIDs, VersionHeader known) {
    return versions.removedSince(ownerUserID, friendUserIDs, known);
  }

  /// Whether the owner removed the friend, and did not get him back, after [#head] gave `known`.
  public boolean isRemovedSince(String ownerUserID, String friendUserID, VersionHeader known) {
    return !removedSince(ownerUserID, List.of(friendUserID), known).isEmpty();
  }

  /// Makes version step and publication once more, for a change that may have ended before them.
  public void logAgain(String ownerUserID, VersionState state, List<String> friendUserIDs) {
    versions.append(ownerUserID, state, friendUserIDs);
    publish(ownerUserID, friendUserIDs);
  }

  private void publish(String ownerUserID, List<String> friendUserIDs) {
    publish(Map.of(ownerUserID, friendUserIDs));
  }

  /// Names what services of the reference keep in Redis too.
  private void publish(Map<String, List<String>> friendsOfOwners) {
    List<String> keys = new ArrayList<>();
    List<String> sharedOnly = new ArrayList<>();
    friendsOfOwners.forEach((owner, friends) -> {
      keys.add(RedisKeys.friendIDs(owner));
      sharedOnly.add(MAX_VERSION + owner);
      friends.forEach(friend -> sharedOnly.add("FRIEND_INFO:" + owner + '-' + friend));
    });
    invalidation.publish(Topic.FRIEND, keys, sharedOnly);
  }

  private static Document key(String ownerUserID, String friendUserID) {
    return new Document(OWNER, ownerUserID).append(FRIEND, friendUserID);
  }

  private static Document write(Friend friend) {
    return key(friend.ownerUserID(), friend.friendUserID())
        .append("remark", friend.remark())
        .append("create_time", new Date(friend.createTime()))
        .append("add_source", friend.addSource())
        .append("operator_user_id", friend.operatorUserID())
        .append("ex", friend.ex())
        .append(IS_PINNED, friend.isPinned());
  }

  private static Friend read(Document row) {
    return new Friend(
        text(row, OWNER),
        text(row, FRIEND),
        text(row, "remark"),
        createTime(row),
        integer(row, "add_source"),
        text(row, "operator_user_id"),
        text(row, "ex"),
        flag(row, IS_PINNED));
  }

  /// Old rows have no time of their own: their id carries one.
  private static long createTime(Document row) {
    long time = time(row, "create_time");
    return time != 0 ? time : row.getObjectId("_id").getDate().getTime();
  }
}
