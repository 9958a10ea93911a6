package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.proto.group.GetGroupApplicationListReq;
import im.proto.group.GetGroupApplicationListResp;
import im.proto.group.GetGroupApplicationUnhandledCountReq;
import im.proto.group.GetGroupApplicationUnhandledCountResp;
import im.proto.group.GetSpecifiedUserGroupRequestInfoReq;
import im.proto.group.GetSpecifiedUserGroupRequestInfoResp;
import im.proto.group.GetUserReqApplicationListReq;
import im.proto.group.GetUserReqApplicationListResp;
import im.proto.group.getGroupUsersReqApplicationListReq;
import im.proto.group.getGroupUsersReqApplicationListResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupRequest;
import im.proto.sdkws.UserInfo;
import im.rpc.group.notice.ApplicationNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.Application;
import im.rpc.group.store.GroupData;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Questions about applications (`reference/business-rules.md` 7.10).
public final class ApplicationQueries {
  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final Access access;

  /// Wires the queries.
  public ApplicationQueries(GroupData data, GroupGuard guard, Profiles profiles, Access access) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.access = access;
  }

  /// A page of the applications to named groups, or to all that the user manages, newest first.
  /// Errors: 1002 about somebody else or a group the caller does not manage, 1201 a named group is
  /// unknown.
  public GetGroupApplicationListResp received(GetGroupApplicationListReq request) {
    access.requireSelf(request.getFromUserID());
    List<String> groupIDs = request.getGroupIDsList();
    if (groupIDs.isEmpty()) {
      groupIDs = data.members().managedGroupIDs(request.getFromUserID());
    } else {
      guard.requireManagerAmongAll(groupIDs);
    }
    GetGroupApplicationListResp.Builder response = GetGroupApplicationListResp.newBuilder();
    if (groupIDs.isEmpty()) {
      return response.build();
    }
    Paged<Application> page =
        data.applications()
            .ofGroups(groupIDs, request.getHandleResultsList(), Page.of(request.getPagination()));
    if (!page.shown().isEmpty()) {
      requireKnown(groupIDs);
    }
    return response
        .setTotal((int) page.total())
        .addAllGroupRequests(withGroupAndUser(page.shown()))
        .build();
  }

  /// How many applications wait for the user's answer, later than `time` (ms) unless that is 0.
  public GetGroupApplicationUnhandledCountResp countOpen(
      GetGroupApplicationUnhandledCountReq request) {
    access.requireSelf(request.getUserID());
    List<String> managed = data.members().managedGroupIDs(request.getUserID());
    return GetGroupApplicationUnhandledCountResp.newBuilder()
        .setCount(managed.isEmpty() ? 0 : data.applications().countOpen(managed, request.getTime()))
        .build();
  }

  /// A page of the user's own applications, newest first; 1002 about somebody else, 1004 unknown
  /// user. An application to a group that is gone comes without group.
  public GetUserReqApplicationListResp sent(GetUserReqApplicationListReq request) {
    access.requireSelf(request.getUserID());
    var _ = profiles.require(request.getUserID(), ErrorCode.RECORD_NOT_FOUND);
    Paged<Application> page =
        data.applications()
            .ofUser(
                request.getUserID(),
                request.getGroupIDsList(),
                request.getHandleResultsList(),
                Page.of(request.getPagination()));
    return GetUserReqApplicationListResp.newBuilder()
        .setTotal((int) page.total())
        .addAllGroupRequests(withGroupAndUser(page.shown()))
        .build();
  }

  /// The applications of named users to a group; 1002 unless the caller manages it.
  public getGroupUsersReqApplicationListResp ofUsers(getGroupUsersReqApplicationListReq request) {
    guard.requireManagerAmongAll(request.getGroupID());
    List<Application> found =
        data.applications().find(request.getGroupID(), request.getUserIDsList());
    return getGroupUsersReqApplicationListResp
        .newBuilder()
        .setTotal(found.size())
        .addAllGroupRequests(withGroupAndUser(found))
        .build();
  }

  /// One user's application to a group, for himself and for those who manage it (else 1002). Asked
  /// about another user, an unknown or dismissed group is 1004.
  public GetSpecifiedUserGroupRequestInfoResp ofUser(GetSpecifiedUserGroupRequestInfoReq request) {
    String groupID = request.getGroupID();
    if (!request.getUserID().equals(Operators.callerID())) {
      guard.requireThere(groupID);
      guard.requireManagerAmongAll(groupID);
    }
    List<Application> found =
        data.applications().find(groupID, request.getUserID()).stream().toList();
    return GetSpecifiedUserGroupRequestInfoResp.newBuilder()
        .setTotal(found.size())
        .addAllGroupRequests(withGroupAndUser(found))
        .build();
  }

  private void requireKnown(List<String> groupIDs) {
    Set<String> known =
        data.groups().find(groupIDs).stream()
            .map(GroupInfo::getGroupID)
            .collect(Collectors.toSet());
    for (String groupID : groupIDs) {
      if (!known.contains(groupID)) {
        throw ErrorCode.GROUP_ID_NOT_FOUND.because(
            "groupIDs: " + groupID + " (expected: existing groups)");
      }
    }
  }

  private List<GroupRequest> withGroupAndUser(List<Application> applications) {
    if (applications.isEmpty()) {
      return List.of();
    }
    Set<String> groupIDs = new LinkedHashSet<>();
    Set<String> userIDs = new LinkedHashSet<>();
    for (Application application : applications) {
      groupIDs.add(application.groupID());
      userIDs.add(application.userID());
    }
    Map<String, GroupInfo> groups =
        data.directory().describe(data.groups().find(groupIDs)).stream()
            .collect(Collectors.toMap(GroupInfo::getGroupID, Function.identity()));
    Map<String, UserInfo> users = profiles.of(userIDs);
    List<GroupRequest> requests = new ArrayList<>(applications.size());
    for (Application application : applications) {
      GroupRequest.Builder request = ApplicationNotices.withoutUser(application);
      UserInfo user = users.get(application.userID());
      if (user != null) {
        request.setUserInfo(Profiles.publicInfo(user));
      }
      GroupInfo group = groups.get(application.groupID());
      if (group != null) {
        request.setGroupInfo(group);
      }
      requests.add(request.build());
    }
    return requests;
  }
}
