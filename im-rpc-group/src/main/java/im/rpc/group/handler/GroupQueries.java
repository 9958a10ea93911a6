package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.Requirements;
import im.common.json.GoJson;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.proto.group.CMSGroup;
import im.proto.group.GetGroupAbstractInfoReq;
import im.proto.group.GetGroupAbstractInfoResp;
import im.proto.group.GetGroupInfoCacheReq;
import im.proto.group.GetGroupInfoCacheResp;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.GetGroupsInfoResp;
import im.proto.group.GetGroupsReq;
import im.proto.group.GetGroupsResp;
import im.proto.group.GetJoinedGroupListReq;
import im.proto.group.GetJoinedGroupListResp;
import im.proto.group.GroupAbstractInfo;
import im.proto.group.GroupCreateCountReq;
import im.proto.group.GroupCreateCountResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.Roster;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Questions about groups (`reference/business-rules.md` 7.10).
public final class GroupQueries {
  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final Access access;

  /// Wires the queries.
  public GroupQueries(GroupData data, GroupGuard guard, Profiles profiles, Access access) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.access = access;
  }

  /// Groups by id, dismissed ones too, for anybody; unknown ids are left out.
  public GetGroupsInfoResp infos(GetGroupsInfoReq request) {
    List<GroupInfo> rows = data.directory().groups(request.getGroupIDsList());
    return GetGroupsInfoResp.newBuilder().addAllGroupInfos(data.directory().describe(rows)).build();
  }

  /// One group for other services, without owner and number of members; 1004 when unknown.
  public GetGroupInfoCacheResp infoCache(GetGroupInfoCacheReq request) {
    return GetGroupInfoCacheResp.newBuilder()
        .setGroupInfo(data.directory().group(request.getGroupID()))
        .build();
  }

  /// A page of the groups that a user is in, by name; 1002 about somebody else.
  public GetJoinedGroupListResp joined(GetJoinedGroupListReq request) {
    access.requireSelf(request.getFromUserID());
    Paged<String> page =
        data.directory().joinedGroupIDs(request.getFromUserID(), Page.of(request.getPagination()));
    return GetJoinedGroupListResp.newBuilder()
        .setTotal((int) page.total())
        .addAllGroups(data.directory().describe(data.directory().groups(page.shown())))
        .build();
  }

  /// The management search: one group by id whatever its status, or a page of those whose name has
  /// the text in it, newest first. For app admins, else 1002.
  public GetGroupsResp search(GetGroupsReq request) {
    access.requireAdmin();
    Paged<GroupInfo> page;
    if (request.getGroupID().isEmpty()) {
      page = data.groups().search(request.getGroupName(), Page.of(request.getPagination()));
    } else {
      List<GroupInfo> found = data.groups().find(request.getGroupID()).stream().toList();
      page = new Paged<>(found.size(), found);
    }
    List<GroupInfo> groups = data.directory().describe(page.shown());
    Map<String, String> ownersNicknames =
        data.members().owners(groups.stream().map(GroupInfo::getGroupID).toList()).stream()
            .collect(
                Collectors.toMap(
                    GroupMemberFullInfo::getGroupID,
                    GroupMemberFullInfo::getNickname,
                    // Two of a group that is being transferred.
                    (one, _) -> one));
    GetGroupsResp.Builder response = GetGroupsResp.newBuilder().setTotal((int) page.total());
    for (GroupInfo group : groups) {
      String ownerID = group.getOwnerUserID();
      response.addGroups(
          CMSGroup.newBuilder()
              .setGroupInfo(group)
              .setGroupOwnerUserID(ownerID)
              // His nickname in the group, not his profile's: what the console is used to.
              .setGroupOwnerUserName(ownersNicknames.getOrDefault(group.getGroupID(), "")));
    }
    return response.build();
  }

  /// Number of members of each group and a hash over what they look like, by which a client sees
  /// whether its copy is right. Errors: 1001 none or one twice, 1002 not a member, 1201 unknown or
  /// empty group.
  public GetGroupAbstractInfoResp abstracts(GetGroupAbstractInfoReq request) {
    List<String> groupIDs = request.getGroupIDsList();
    Requirements.requireDistinct("groupIDs", groupIDs);
    guard.requireMember(groupIDs);
    Set<String> known =
        data.directory().groups(groupIDs).stream()
            .map(GroupInfo::getGroupID)
            .collect(Collectors.toCollection(HashSet::new));
    Map<String, Roster> rosters = data.directory().rosters(groupIDs);
    for (String groupID : groupIDs) {
      if (!known.contains(groupID) || size(rosters, groupID) == 0) {
        throw ErrorCode.GROUP_ID_NOT_FOUND.because(
            "groupIDs: " + groupID + " (expected: groups with members)");
      }
    }
    Map<String, Long> hashes =
        data.directory().memberHashes(groupIDs, missing -> hashes(missing, rosters));
    GetGroupAbstractInfoResp.Builder response = GetGroupAbstractInfoResp.newBuilder();
    for (String groupID : groupIDs) {
      response.addGroupAbstractInfos(
          GroupAbstractInfo.newBuilder()
              .setGroupID(groupID)
              .setGroupMemberNumber(size(rosters, groupID))
              .setGroupMemberListHash(hashes.getOrDefault(groupID, 0L)));
    }
    return response.build();
  }

  /// How many groups there are, were before `start`, and were made on each day of the range. For
  /// app admins; 1001 when the range is upside down.
  public GroupCreateCountResp createCount(GroupCreateCountReq request) {
    if (request.getStart() > request.getEnd()) {
      throw ErrorCode.ARGS.because(
          "start: %d (expected: <= end %d)".formatted(request.getStart(), request.getEnd()));
    }
    access.requireAdmin();
    Instant start = Instant.ofEpochMilli(request.getStart());
    Instant end = Instant.ofEpochMilli(request.getEnd());
    return GroupCreateCountResp.newBuilder()
        .setTotal(data.groups().count())
        .setBefore(data.groups().countBefore(start))
        .putAllCount(data.groups().countByDay(start, end))
        .build();
  }

  private static int size(Map<String, Roster> rosters, String groupID) {
    Roster roster = rosters.get(groupID);
    return roster == null ? 0 : roster.size();
  }

  private Map<String, Long> hashes(List<String> groupIDs, Map<String, Roster> rosters) {
    Map<String, Long> hashes = new HashMap<>();
    for (String groupID : groupIDs) {
      Roster roster = rosters.get(groupID);
      if (roster != null) {
        hashes.put(groupID, hash(groupID, roster));
      }
    }
    return hashes;
  }

  /// Rule 7.11: the members by id, as JSON, MD5, its first eight bytes.
  private long hash(String groupID, Roster roster) {
    List<GroupMemberFullInfo> members =
        new ArrayList<>(profiles.fill(data.members().find(groupID, List.copyOf(roster.userIDs()))));
    members.sort(Comparator.comparing(GroupMemberFullInfo::getUserID));
    StringBuilder json = new StringBuilder("[");
    for (GroupMemberFullInfo member : members) {
      if (json.length() > 1) {
        json.append(',');
      }
      json.append(GoJson.toString(member));
    }
    json.append(']');
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5").digest(json.toString().getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has MD5", e);
    }
  }
}
