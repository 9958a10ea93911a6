package im.rpc.group.store;

import static im.common.mongo.DocumentFields.integer;
import static im.common.mongo.DocumentFields.text;

import com.mongodb.client.MongoCollection;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.Role;
import im.common.mongo.Inserts;
import im.common.mongo.Mongo;
import im.proto.sdkws.GroupMemberFullInfo;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.bson.Document;

/// The members of groups, collection `group_member`. Rows carry a member's own nickname and face of
/// the group only; [im.rpc.group.notice.Profiles] fills in the user's.
public final class MemberStore {
  private static final String ROLE = "role_level";

  private final MongoCollection<Document> members;

  /// The store in `mongo`.
  public MemberStore(Mongo mongo) {
    members = mongo.collection("group_member");
  }

  /// One member, found by the unique index however large the group is.
  public Optional<GroupMemberFullInfo> find(String groupID, String userID) {
    return Optional.ofNullable(members.find(key(groupID, userID)).first()).map(Rows::member);
  }

  /// One member; 1004 when the user is not in the group.
  public GroupMemberFullInfo require(String groupID, String userID) {
    return find(groupID, userID).orElseThrow(() -> notIn(groupID, userID));
  }

  /// The refusal of a user who is not in the group: 1004.
  static ImException notIn(String groupID, String userID) {
    return ErrorCode.RECORD_NOT_FOUND.because(
        "userID: %s (expected: a member of group %s)".formatted(userID, groupID));
  }

  /// The members of a group among `userIDs`, in the order asked for, each once.
  public List<GroupMemberFullInfo> find(String groupID, Collection<String> userIDs) {
    Set<String> wanted = new LinkedHashSet<>(userIDs);
    if (wanted.isEmpty()) {
      return List.of();
    }
    Map<String, GroupMemberFullInfo> found = new HashMap<>();
    for (Document row : members.find(keys(groupID, wanted))) {
      GroupMemberFullInfo member = Rows.member(row);
      found.put(member.getUserID(), member);
    }
    List<GroupMemberFullInfo> ordered = new ArrayList<>(found.size());
    for (String userID : wanted) {
      GroupMemberFullInfo member = found.get(userID);
      if (member != null) {
        ordered.add(member);
      }
    }
    return ordered;
  }

  /// Those of `userIDs` who are members of the group.
  public Set<String> among(String groupID, Collection<String> userIDs) {
    return members
        .find(keys(groupID, userIDs))
        .projection(new Document("user_id", 1).append("_id", 0))
        .map(row -> text(row, "user_id"))
        .into(new HashSet<>());
  }

  /// The own nicknames in the group of the members among `userIDs`, by user id; empty for those who
  /// have none.
  public Map<String, String> nicknames(String groupID, Collection<String> userIDs) {
    Map<String, String> names = new HashMap<>();
    Document fields = new Document("user_id", 1).append("nickname", 1).append("_id", 0);
    for (Document row : members.find(keys(groupID, userIDs)).projection(fields)) {
      names.put(text(row, "user_id"), text(row, "nickname"));
    }
    return names;
  }

  /// What one user is in each of `groupIDs`; groups he is not in are left out.
  public List<GroupMemberFullInfo> findOfUser(String userID, Collection<String> groupIDs) {
    if (groupIDs.isEmpty()) {
      return List.of();
    }
    List<GroupMemberFullInfo> found = new ArrayList<>();
    Document filter =
        new Document("user_id", userID)
            .append("group_id", new Document("$in", List.copyOf(groupIDs)));
    members.find(filter).map(Rows::member).into(found);
    return found;
  }

  /// The owners of these groups.
  public List<GroupMemberFullInfo> owners(Collection<String> groupIDs) {
    if (groupIDs.isEmpty()) {
      return List.of();
    }
    Document filter = in(groupIDs).append(ROLE, Role.OWNER);
    return members.find(filter).map(Rows::member).into(new ArrayList<>());
  }

  /// Every membership of one user.
  public List<GroupMemberFullInfo> findOfUser(String userID) {
    List<GroupMemberFullInfo> found = new ArrayList<>();
    members.find(new Document("user_id", userID)).map(Rows::member).into(found);
    return found;
  }

  /// The ids of the groups that a user is in.
  List<String> groupIDs(String userID) {
    return groupIDs(new Document("user_id", userID));
  }

  /// The ids of the groups that a user manages.
  public List<String> managedGroupIDs(String userID) {
    Document managers = new Document("$in", List.of(Role.OWNER, Role.ADMIN));
    return groupIDs(new Document("user_id", userID).append(ROLE, managers));
  }

  private List<String> groupIDs(Document filter) {
    return members
        .find(filter)
        .projection(new Document("group_id", 1).append("_id", 0))
        .map(row -> text(row, "group_id"))
        .into(new ArrayList<>());
  }

  /// Who is in each of `groupIDs` and as what. A group without members has an empty roster.
  Map<String, Roster> rosters(Collection<String> groupIDs) {
    return rosters(groupIDs, in(groupIDs));
  }

  /// Those of `userIDs` who are in the group, and as what.
  Roster roster(String groupID, Collection<String> userIDs) {
    return userIDs.isEmpty()
        ? new Roster.Builder().build()
        : rosters(List.of(groupID), keys(groupID, userIDs)).values().iterator().next();
  }

  private Map<String, Roster> rosters(Collection<String> groupIDs, Document filter) {
    Map<String, Roster.Builder> builders = new HashMap<>();
    for (String groupID : groupIDs) {
      builders.put(groupID, new Roster.Builder());
    }
    Document fields =
        new Document("group_id", 1).append("user_id", 1).append(ROLE, 1).append("_id", 0);
    for (Document row :
        members.find(filter).projection(fields).sort(new Document(ROLE, -1).append("_id", 1))) {
      Roster.Builder builder = builders.get(text(row, "group_id"));
      if (builder != null) {
        builder.add(text(row, "user_id"), integer(row, ROLE));
      }
    }
    Map<String, Roster> rosters = new HashMap<>();
    builders.forEach((groupID, builder) -> rosters.put(groupID, builder.build()));
    return rosters;
  }

  /// Those of these stored fields that the member's row has.
  public Document inPlace(String groupID, String userID, Document fields) {
    return Rows.inPlace(members.find(key(groupID, userID)).first(), fields);
  }

  /// Ids of some members of the group, at most `limit`; none when nobody is in it.
  public List<String> some(String groupID, int limit) {
    return members
        .find(new Document("group_id", groupID))
        .projection(new Document("user_id", 1).append("_id", 0))
        .limit(limit)
        .map(row -> text(row, "user_id"))
        .into(new ArrayList<>());
  }

  /// Whether the user owns the group.
  public boolean isOwner(String groupID, String userID) {
    return members.find(key(groupID, userID).append(ROLE, Role.OWNER)).first() != null;
  }

  /// Stores new members and returns those that were new: somebody who is a member already stays as
  /// he is.
  List<GroupMemberFullInfo> insert(List<GroupMemberFullInfo> rows) {
    if (rows.isEmpty()) {
      return List.of();
    }
    Set<Integer> known = Inserts.skipExisting(members, rows.stream().map(Rows::row).toList());
    return IntStream.range(0, rows.size())
        .filter(place -> !known.contains(place))
        .mapToObj(rows::get)
        .toList();
  }

  /// Removes members of a group, but those with one of `sparedRoles`; returns how many went.
  long delete(String groupID, Collection<String> userIDs, Collection<Integer> sparedRoles) {
    Document others = new Document("$nin", List.copyOf(sparedRoles));
    return userIDs.size() == 1
        ? members
            .deleteOne(key(groupID, userIDs.iterator().next()).append(ROLE, others))
            .getDeletedCount()
        : members.deleteMany(keys(groupID, userIDs).append(ROLE, others)).getDeletedCount();
  }

  /// Sets stored fields of one member while his role is `role`; false when it is another, or he is
  /// gone.
  boolean update(String groupID, String userID, int role, Document fields) {
    return members
            .updateOne(
                // 0 stands for a row without role.
                key(groupID, userID).append(ROLE, role == 0 ? null : role),
                new Document("$set", fields))
            .getMatchedCount()
        == 1;
  }

  private static Document key(String groupID, String userID) {
    return new Document("group_id", groupID).append("user_id", userID);
  }

  private static Document in(Collection<String> groupIDs) {
    return groupIDs.size() == 1
        ? new Document("group_id", groupIDs.iterator().next())
        : new Document("group_id", new Document("$in", List.copyOf(groupIDs)));
  }

  private static Document keys(String groupID, Collection<String> userIDs) {
    return new Document("group_id", groupID)
        .append("user_id", new Document("$in", List.copyOf(userIDs)));
  }
}
