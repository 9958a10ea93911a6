package im.rpc.group.store;

import static im.common.mongo.DocumentFields.number;
import static im.common.mongo.DocumentFields.text;

import com.mongodb.client.FindIterable;
import com.mongodb.client.MongoCollection;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.GroupStatus;
import im.common.mongo.Inserts;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.proto.sdkws.GroupInfo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.bson.Document;

/// The groups themselves, collection `group`, and which of them are being transferred, collection
/// `group_transfer` (ours).
public final class GroupStore {
  private static final Document DISMISSED = new Document("status", GroupStatus.DISMISSED);
  private final MongoCollection<Document> groups;
  private final MongoCollection<Document> transfers;

  /// The store in `mongo`.
  public GroupStore(Mongo mongo) {
    groups = mongo.collection("group");
    transfers = mongo.collection("group_transfer");
  }

  /// The group, whatever its status; empty when there never was one.
  public Optional<GroupInfo> find(String groupID) {
    return Optional.ofNullable(groups.find(key(groupID)).first()).map(Rows::group);
  }

  /// The group; 1004 when there is none.
  public GroupInfo require(String groupID) {
    return find(groupID).orElseThrow(() -> unknown(groupID));
  }

  /// The refusal of a group that is not there: 1004.
  public static ImException unknown(String groupID) {
    return ErrorCode.RECORD_NOT_FOUND.because(
        "groupID: " + groupID + " (expected: an existing group)");
  }

  /// The groups of these ids in the order asked for, each once; unknown ids are left out.
  public List<GroupInfo> find(Collection<String> groupIDs) {
    if (groupIDs.isEmpty()) {
      return List.of();
    }
    Map<String, GroupInfo> found = new LinkedHashMap<>();
    Document filter = new Document("group_id", new Document("$in", List.copyOf(groupIDs)));
    for (Document row : groups.find(filter)) {
      GroupInfo group = Rows.group(row);
      found.put(group.getGroupID(), group);
    }
    List<GroupInfo> ordered = new ArrayList<>(found.size());
    for (String groupID : new LinkedHashSet<>(groupIDs)) {
      GroupInfo group = found.get(groupID);
      if (group != null) {
        ordered.add(group);
      }
    }
    return ordered;
  }

  /// Those of `groupIDs` that are not dismissed, by name and age.
  List<String> livingByName(Collection<String> groupIDs) {
    return byName(living(groupIDs)).map(row -> text(row, "group_id")).into(new ArrayList<>());
  }

  /// A page of [#livingByName(Collection)].
  Paged<String> livingByName(Collection<String> groupIDs, Page page) {
    Document living = living(groupIDs);
    return Paged.counted(
        page,
        page.of(byName(living), row -> text(row, "group_id")),
        () -> groups.countDocuments(living));
  }

  /// All that is asked for, and all that decides, is in one index.
  private FindIterable<Document> byName(Document filter) {
    return groups
        .find(filter)
        .projection(new Document("group_id", 1).append("_id", 0))
        .sort(new Document("group_name", 1).append("create_time", 1).append("_id", 1));
  }

  private static Document living(Collection<String> groupIDs) {
    return new Document("group_id", new Document("$in", List.copyOf(groupIDs)))
        .append("status", new Document("$ne", GroupStatus.DISMISSED));
  }

  /// Those of these stored fields that the group's row has; none once it is dismissed.
  public Document inPlace(String groupID, Document fields) {
    return Rows.inPlace(groups.find(alive(groupID)).first(), fields);
  }

  /// Whether the group is there and not dismissed.
  public boolean isAlive(String groupID) {
    return groups.find(alive(groupID)).projection(new Document("_id", 1)).first() != null;
  }

  /// Stores a new group; false when its id is taken.
  boolean insert(GroupInfo group) {
    return Inserts.insert(groups, Rows.row(group));
  }

  /// Sets stored fields of a living group; false when it is dismissed.
  boolean update(String groupID, Document fields) {
    return groups.updateOne(alive(groupID), new Document("$set", fields)).getMatchedCount() == 1;
  }

  /// Dismisses the group, whatever its status.
  void dismiss(String groupID) {
    groups.updateOne(key(groupID), new Document("$set", DISMISSED));
  }

  /// Notes that the transfer `token` of the group is under way; false when another one is. Two rows
  /// cannot change in one write: this note lets one transfer at a time touch the owner's role, and
  /// tells a recovery whose turn it was.
  boolean beginTransfer(String groupID, String token) {
    // A row of its own: the embedded server cannot send a row while a field is added to it.
    return Inserts.insert(transfers, transfer(groupID, token));
  }

  /// Whether the transfer `token` is under way.
  boolean isTransferring(String groupID, String token) {
    return transfers.find(transfer(groupID, token)).first() != null;
  }

  /// Ends the transfer `token`; nothing happens when it is not under way.
  void endTransfer(String groupID, String token) {
    transfers.deleteOne(transfer(groupID, token));
  }

  /// Groups that are not dismissed and have `name` in their name, newest first. The name is taken
  /// literally and case counts; an empty one matches all.
  public Paged<GroupInfo> search(String name, Page page) {
    Document filter = new Document("status", new Document("$ne", GroupStatus.DISMISSED));
    if (!name.isEmpty()) {
      filter.append("group_name", new Document("$regex", Pattern.quote(name)));
    }
    List<GroupInfo> shown =
        page.of(
            groups.find(filter).sort(new Document("create_time", -1).append("_id", -1)),
            Rows::group);
    return Paged.counted(
        page, shown, () -> name.isEmpty() ? countLiving() : groups.countDocuments(filter));
  }

  /// The dismissed are few and counted along their index, all are not counted at all.
  private long countLiving() {
    return Math.max(0, groups.estimatedDocumentCount() - groups.countDocuments(DISMISSED));
  }

  /// How many groups there are, dismissed ones included.
  public long count() {
    return groups.estimatedDocumentCount();
  }

  /// How many groups were created before `time`.
  public long countBefore(Instant time) {
    return groups.countDocuments(new Document("create_time", new Document("$lt", Date.from(time))));
  }

  /// How many groups were created on each day (UTC, `2026-11-24`) from `start` until before `end`;
  /// days without one are absent.
  public Map<String, Long> countByDay(Instant start, Instant end) {
    Document range = new Document("$gte", Date.from(start)).append("$lt", Date.from(end));
    Document day =
        new Document(
            "$dateToString", new Document("format", "%Y-%m-%d").append("date", "$create_time"));
    Map<String, Long> days = new TreeMap<>();
    for (Document row :
        groups.aggregate(
            List.of(
                new Document("$match", new Document("create_time", range)),
                new Document(
                    "$group",
                    new Document("_id", day).append("count", new Document("$sum", 1)))))) {
      days.put(row.getString("_id"), number(row, "count"));
    }
    return days;
  }

  private static Document key(String groupID) {
    return new Document("group_id", groupID);
  }

  private static Document transfer(String groupID, String token) {
    return new Document("_id", groupID).append("token", token);
  }

  private static Document alive(String groupID) {
    return key(groupID).append("status", new Document("$ne", GroupStatus.DISMISSED));
  }
}
