package im.rpc.group.handler;

import im.common.access.Access;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.proto.group.GetGroupMemberCacheReq;
import im.proto.group.GetGroupMemberCacheResp;
import im.proto.group.GetGroupMemberListReq;
import im.proto.group.GetGroupMemberListResp;
import im.proto.group.GetGroupMemberRoleLevelReq;
import im.proto.group.GetGroupMemberRoleLevelResp;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMemberUserIDsResp;
import im.proto.group.GetGroupMembersCMSReq;
import im.proto.group.GetGroupMembersCMSResp;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.GetGroupMembersInfoResp;
import im.proto.group.GetUserInGroupMembersReq;
import im.proto.group.GetUserInGroupMembersResp;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.RequestPagination;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import java.util.HashSet;
import java.util.List;

/// Questions about members (`reference/business-rules.md` 7.10). Members see members, app admins
/// everybody; others are refused with 1002.
public final class MemberQueries {
  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final MemberNames names;
  private final Access access;

  /// Wires the queries.
  public MemberQueries(
      GroupData data, GroupGuard guard, Profiles profiles, MemberNames names, Access access) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.names = names;
    this.access = access;
  }

  /// A page of the members by role, or of those whose shown nickname has `keyword` in it.
  public GetGroupMemberListResp list(GetGroupMemberListReq request) {
    guard.requireMember(request.getGroupID());
    Paged<GroupMemberFullInfo> page =
        page(request.getGroupID(), request.getKeyword(), request.getPagination());
    return GetGroupMemberListResp.newBuilder()
        .setTotal((int) page.total())
        .addAllMembers(page.shown())
        .build();
  }

  /// The same for the management console.
  public GetGroupMembersCMSResp listForConsole(GetGroupMembersCMSReq request) {
    guard.requireMember(request.getGroupID());
    Paged<GroupMemberFullInfo> page =
        page(request.getGroupID(), request.getUserName(), request.getPagination());
    return GetGroupMembersCMSResp.newBuilder()
        .setTotal((int) page.total())
        .addAllMembers(page.shown())
        .build();
  }

  /// Some members; others are left out.
  public GetGroupMembersInfoResp infos(GetGroupMembersInfoReq request) {
    guard.requireMember(request.getGroupID());
    return GetGroupMembersInfoResp.newBuilder()
        .addAllMembers(
            profiles.fill(data.members().find(request.getGroupID(), request.getUserIDsList())))
        .build();
  }

  /// The ids of all members by role. An unknown group is empty for app admins, 1002 for others.
  public GetGroupMemberUserIDsResp userIDs(GetGroupMemberUserIDsReq request) {
    List<String> userIDs = data.directory().memberIDs(request.getGroupID());
    if (!userIDs.contains(Operators.callerID())) {
      access.requireAdmin();
    }
    return GetGroupMemberUserIDsResp.newBuilder().addAllUserIDs(userIDs).build();
  }

  /// The members with one of the given roles.
  public GetGroupMemberRoleLevelResp withRoles(GetGroupMemberRoleLevelReq request) {
    guard.requireMember(request.getGroupID());
    List<String> userIDs =
        data.directory()
            .roster(request.getGroupID())
            .withRoles(new HashSet<>(request.getRoleLevelsList()));
    return GetGroupMemberRoleLevelResp.newBuilder()
        .addAllMembers(profiles.fill(data.members().find(request.getGroupID(), userIDs)))
        .build();
  }

  /// One member for other services, without his profile; 1004 when he is none.
  public GetGroupMemberCacheResp memberCache(GetGroupMemberCacheReq request) {
    guard.requireMember(request.getGroupID());
    return GetGroupMemberCacheResp.newBuilder()
        .setMember(data.directory().member(request.getGroupID(), request.getGroupMemberID()))
        .build();
  }

  /// What one user is in each of several groups; 1002 about somebody else.
  public GetUserInGroupMembersResp ofUser(GetUserInGroupMembersReq request) {
    access.requireSelf(request.getUserID());
    return GetUserInGroupMembersResp.newBuilder()
        .addAllMembers(
            profiles.fill(
                data.members().findOfUser(request.getUserID(), request.getGroupIDsList())))
        .build();
  }

  private Paged<GroupMemberFullInfo> page(
      String groupID, String keyword, RequestPagination pagination) {
    List<String> userIDs =
        keyword.isEmpty()
            ? List.copyOf(data.directory().roster(groupID).userIDs())
            : names.containing(groupID, keyword);
    Paged<String> page = Paged.of(userIDs, Page.of(pagination));
    return new Paged<>(page.total(), profiles.fill(data.members().find(groupID, page.shown())));
  }
}
