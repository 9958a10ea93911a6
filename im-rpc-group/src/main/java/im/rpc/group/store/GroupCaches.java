package im.rpc.group.store;

import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.SharedCache;
import im.common.cache.SharedValues;
import im.common.cache.ValueFormat;
import im.common.message.Role;
import im.common.redis.RedisKeys;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// What Redis keeps of groups for all processes, under the keys of `reference/redis-keys.tsv`.
/// Nothing is kept in this process: those who ask do that. A read that begins after a change was
/// published finds the change. What is answered together with a version is not read here, for a
/// change makes its version step before it is published.
public final class GroupCaches {
  private static final String MEMBERS_HASH = "GROUP_MEMBERS_HASH2:";
  private static final List<Integer> ROLES = List.of(Role.OWNER, Role.ADMIN, Role.MEMBER);
  private static final int KEYS_PER_MESSAGE = 500;
  private static final Duration KEPT = Duration.ofHours(12);

  // The hash has profiles in it, which another service keeps a moment longer than they are right.
  private static final Duration HASH_KEPT = Duration.ofMinutes(10);

  private final GroupStore groups;
  private final MemberStore members;
  private final CacheInvalidation invalidation;
  private final SharedValues<GroupInfo> infos;
  private final SharedValues<GroupMemberFullInfo> memberInfos;
  private final SharedValues<List<String>> memberIDs;
  private final SharedValues<Long> hashes;

  /// Keeps in `shared` what `groups` and `members` have.
  public GroupCaches(
      GroupStore groups, MemberStore members, SharedCache shared, CacheInvalidation invalidation) {
    this.groups = groups;
    this.members = members;
    this.invalidation = invalidation;
    infos = new SharedValues<>(shared, new GroupFormat(), KEPT);
    memberInfos = new SharedValues<>(shared, new MemberFormat(), KEPT);
    memberIDs = new SharedValues<>(shared, ValueFormat.stringsUpTo(ValueFormat.MAX_IDS), KEPT);
    hashes = new SharedValues<>(shared, ValueFormat.UNSIGNED, HASH_KEPT);
  }

  Optional<GroupInfo> group(String groupID) {
    return infos.get(RedisKeys.group(groupID), () -> groups.find(groupID));
  }

  /// The groups in the order asked for, each once; unknown ids are left out.
  List<GroupInfo> groups(Collection<String> groupIDs) {
    Map<String, String> idOf = byKey(groupIDs, RedisKeys::group);
    Map<String, GroupInfo> found =
        infos.getAll(
            idOf.keySet(),
            missing -> {
              Map<String, GroupInfo> stored = new HashMap<>();
              groups
                  .find(ids(missing, idOf))
                  .forEach(group -> stored.put(RedisKeys.group(group.getGroupID()), group));
              return stored;
            });
    return idOf.keySet().stream().filter(found::containsKey).map(found::get).toList();
  }

  Optional<GroupMemberFullInfo> member(String groupID, String userID) {
    return memberInfos.get(
        RedisKeys.groupMember(groupID, userID), () -> members.find(groupID, userID));
  }

  /// What one user is in each of the groups; groups he is not in are left out.
  List<GroupMemberFullInfo> membersOf(String userID, Collection<String> groupIDs) {
    Map<String, String> idOf = byKey(groupIDs, groupID -> RedisKeys.groupMember(groupID, userID));
    return List.copyOf(
        memberInfos
            .getAll(
                idOf.keySet(),
                missing -> {
                  Map<String, GroupMemberFullInfo> stored = new HashMap<>();
                  members
                      .findOfUser(userID, ids(missing, idOf))
                      .forEach(member ->
                          stored.put(RedisKeys.groupMember(member.getGroupID(), userID), member));
                  return stored;
                })
            .values());
  }

  List<String> memberIDs(String groupID, Supplier<List<String>> loader) {
    return memberIDs
        .get(RedisKeys.groupMemberIDs(groupID), () -> Optional.of(loader.get()))
        .orElse(List.of());
  }

  /// The hashes over the members of groups, of which `loader` makes those that are not known.
  Map<String, Long> hashes(
      Collection<String> groupIDs, Function<List<String>, Map<String, Long>> loader) {
    Map<String, String> idOf = byKey(groupIDs, groupID -> MEMBERS_HASH + groupID);
    Map<String, Long> found = new HashMap<>();
    hashes
        .getAll(
            idOf.keySet(),
            missing -> {
              Map<String, Long> made = new HashMap<>();
              loader
                  .apply(ids(missing, idOf))
                  .forEach((groupID, hash) -> made.put(MEMBERS_HASH + groupID, hash));
              return made;
            })
        .forEach((key, hash) -> found.put(idOf.get(key), hash));
    return found;
  }

  /// Drops what is cached of the group and of the members named; `list` says that who is a member,
  /// or in which order, changed too. Some of it only services of the reference keep.
  void publish(String groupID, boolean list, Collection<String> userIDs) {
    List<String> keys = new ArrayList<>();
    List<String> sharedOnly = new ArrayList<>();
    keys.add(RedisKeys.group(groupID));
    sharedOnly.add("GROUP_MEMBER_MAX_VERSION:" + groupID);
    if (list || !userIDs.isEmpty()) {
      sharedOnly.add(MEMBERS_HASH + groupID);
    }
    if (list) {
      keys.add(RedisKeys.groupMemberIDs(groupID));
      sharedOnly.add("GROUP_MEMBER_NUM_CACHE:" + groupID);
      ROLES.forEach(role -> sharedOnly.add("GROUP_ROLE_LEVEL_MEMBER_IDS:" + groupID + '-' + role));
    }
    for (String userID : userIDs) {
      keys.add(RedisKeys.groupMember(groupID, userID));
      if (list) {
        sharedOnly.add("JOIN_GROUPS_KEY:" + userID);
        sharedOnly.add("GROUP_JOIN_MAX_VERSION:" + userID);
      }
      if (keys.size() == KEYS_PER_MESSAGE) {
        invalidation.publish(Topic.GROUP, keys, sharedOnly);
        keys.clear();
        sharedOnly.clear();
      }
    }
    invalidation.publish(Topic.GROUP, keys, sharedOnly);
  }

  private static Map<String, String> byKey(
      Collection<String> groupIDs, Function<String, String> key) {
    Map<String, String> idOf = new LinkedHashMap<>();
    groupIDs.forEach(groupID -> idOf.put(key.apply(groupID), groupID));
    return idOf;
  }

  private static List<String> ids(List<String> keys, Map<String, String> idOf) {
    return keys.stream().map(idOf::get).toList();
  }
}
