package im.rpc.group.store;

import im.common.message.Role;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.common.sync.IncrementalSync.Answer;
import im.common.sync.VersionLog;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
      VersionLog memberLog,
      VersionLog joinLog,
      MeterRegistry meters) {
    this.groups = groups;
    this.caches = caches;
    rosters =
        new VersionedCache<>(
            "group_rosters",
            memberLog,
            new Rosters(members),
            MAX_CACHED_MEMBERS,
            roster -> roster.size() + 1,
            meters);
    joined =
        new VersionedCache<>(
            "group_joined",
            joinLog,
            new Memberships(members),
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
    return groupIDs.size() < 2 ? groupIDs : groups.livingByName(groupIDs);
  }

  /// A page of [#joinedGroupIDs].
  public Paged<String> joinedGroupIDs(String userID, Page page) {
    List<String> groupIDs = joined.get(userID);
    return groupIDs.size() < 2 ? Paged.of(groupIDs, page) : groups.livingByName(groupIDs, page);
  }

  /// `group` with what `roster` says of it.
  public static GroupInfo withRoster(GroupInfo group, Roster roster) {
    return group.toBuilder().setOwnerUserID(roster.ownerID()).setMemberCount(roster.size()).build();
  }

  private record Rosters(MemberStore members) implements VersionedCache.Source<Roster> {
    @Override
    public Map<String, Roster> load(Collection<String> groupIDs) {
      return members.rosters(groupIDs);
    }

    @Override
    public @Nullable Roster after(String groupID, Roster known, Answer news) {
      if (news.orderVersion() != 0 || news.inserted().stream().anyMatch(known::contains)) {
        return null;
      }
      Set<String> changed = new HashSet<>(news.inserted());
      changed.addAll(news.updated());
      Roster now = members.roster(groupID, changed);
      Roster stayed = known.without(news.deleted());
      List<String> newcomers = new ArrayList<>();
      for (String userID : now.userIDs()) {
        int role = now.role(userID);
        if (stayed.contains(userID) ? stayed.role(userID) != role : role != Role.MEMBER) {
          return null;
        }
        newcomers.add(userID);
      }
      return stayed.with(newcomers);
    }
  }

  private record Memberships(MemberStore members) implements VersionedCache.Source<List<String>> {
    @Override
    public Map<String, List<String>> load(Collection<String> userIDs) {
      return userIDs.stream().collect(Collectors.toMap(userID -> userID, members::groupIDs));
    }

    @Override
    public List<String> after(String userID, List<String> known, Answer news) {
      Set<String> groupIDs = new LinkedHashSet<>(known);
      news.deleted().forEach(groupIDs::remove);
      groupIDs.addAll(news.inserted());
      groupIDs.addAll(news.updated());
      return List.copyOf(groupIDs);
    }
  }
}
