package im.rpc.group.store;

import im.common.mongo.Mongo;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which groups there are and who is in them, for readers. Single rows are as Redis has them
/// ([GroupCaches]); who decides about a change reads the stores.
public final class GroupDirectory {
  // About 100 bytes each.
  private static final long MAX_CACHED_MEMBERS = 1_000_000;
  private static final long MAX_CACHED_MEMBERSHIPS = 500_000;

  private final GroupStore groups;
  private final GroupCaches caches;
  private final VersionedCache<Roster> rosters;
  private final VersionedCache<List<String>> joined;

  /// Reads `groups` and `members`; lists are kept under the versions of the two logs.
  public GroupDirectory(
      GroupStore groups,
      MemberStore members,
      GroupCaches caches,
      Mongo mongo,
      MeterRegistry meters) {
    this.groups = groups;
    this.caches = caches;
    rosters =
        new VersionedCache<>(
            "group_rosters",
            mongo,
            "group_member_version",
            members::rosters,
            MAX_CACHED_MEMBERS,
            roster -> roster.size() + 1,
            meters);
    joined =
        new VersionedCache<>(
            "group_joined",
            mongo,
            "group_join_version",
            userIDs -> joined(members, userIDs),
            MAX_CACHED_MEMBERSHIPS,
            groupIDs -> groupIDs.size() + 1,
            meters);
  }

  /// The group without owner and number of members; 1004 when there is none.
  public GroupInfo group(String groupID) {
    return caches.group(groupID).orElseThrow(() -> GroupStore.unknown(groupID));
  }

  /// The groups without owner and number of members, in the order asked for, each once; unknown ids
  /// are left out.
  public List<GroupInfo> groups(Collection<String> groupIDs) {
    return caches.groups(groupIDs);
  }

  /// One member without his profile; 1004 when the user is not in the group.
  public GroupMemberFullInfo member(String groupID, String userID) {
    return caches.member(groupID, userID).orElseThrow(() -> MemberStore.notIn(groupID, userID));
  }

  /// Whether the user is in the group.
  public boolean isMember(String groupID, String userID) {
    return caches.member(groupID, userID).isPresent();
  }

  /// Those of the groups that the user is in.
  public Set<String> groupsOf(String userID, Collection<String> groupIDs) {
    return caches.membersOf(userID, groupIDs).stream()
        .map(GroupMemberFullInfo::getGroupID)
        .collect(Collectors.toUnmodifiableSet());
  }

  /// The ids of all members by role; empty for an unknown group.
  public List<String> memberIDs(String groupID) {
    return caches.memberIDs(groupID, () -> List.copyOf(roster(groupID).userIDs()));
  }

  /// The hashes over what the members of groups look like; `loader` makes those of some groups.
  public Map<String, Long> memberHashes(
      Collection<String> groupIDs, Function<List<String>, Map<String, Long>> loader) {
    return caches.hashes(groupIDs, loader);
  }

  /// Who is in the group; empty for an unknown group.
  public Roster roster(String groupID) {
    return rosters.get(groupID);
  }

  /// Who is in each of the groups.
  public Map<String, Roster> rosters(Collection<String> groupIDs) {
    return rosters.get(groupIDs);
  }

  /// Plain members came in the version step `stamp`.
  public void added(String groupID, Collection<String> userIDs, Stamp stamp) {
    rosters.advance(groupID, stamp.versionID(), stamp.version(), roster -> roster.with(userIDs));
  }

  /// Members went in the version step `stamp`.
  public void removed(String groupID, Collection<String> userIDs, Stamp stamp) {
    rosters.advance(groupID, stamp.versionID(), stamp.version(), roster -> roster.without(userIDs));
  }

  /// The group as clients see it, with owner and number of members.
  public GroupInfo describe(GroupInfo group) {
    return withRoster(group, roster(group.getGroupID()));
  }

  /// The groups as clients see them, in the same order.
  public List<GroupInfo> describe(List<GroupInfo> rows) {
    Map<String, Roster> known = rosters(rows.stream().map(GroupInfo::getGroupID).toList());
    return rows.stream()
        .map(group -> {
          Roster roster = known.get(group.getGroupID());
          return roster == null ? group : withRoster(group, roster);
        })
        .toList();
  }

  /// The ids of the user's groups as clients list them (`reference/business-rules.md` 3.4): by name
  /// and age, without dismissed ones; a single group as it is.
  public List<String> joinedGroupIDs(String userID) {
    List<String> groupIDs = joined.get(userID);
    if (groupIDs.size() < 2) {
      return groupIDs;
    }
    return groups.find(groupIDs).stream()
        .filter(group -> group.getStatus() != GroupStatus.DISMISSED)
        .sorted(
            Comparator.comparing(GroupInfo::getGroupName)
                .thenComparingLong(GroupInfo::getCreateTime))
        .map(GroupInfo::getGroupID)
        .toList();
  }

  /// `group` with what `roster` says of it.
  public static GroupInfo withRoster(GroupInfo group, Roster roster) {
    return group.toBuilder().setOwnerUserID(roster.ownerID()).setMemberCount(roster.size()).build();
  }

  private static Map<String, List<String>> joined(MemberStore members, Collection<String> userIDs) {
    Map<String, List<String>> found = new HashMap<>();
    for (String userID : userIDs) {
      found.put(
          userID,
          members.findOfUser(userID).stream().map(GroupMemberFullInfo::getGroupID).toList());
    }
    return found;
  }
}
