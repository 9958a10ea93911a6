package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.GroupStatus;
import im.common.sync.IdHash;
import im.common.sync.IncrementalSync;
import im.common.sync.IncrementalSync.Answer;
import im.common.sync.IncrementalSync.Known;
import im.common.sync.VersionHeader;
import im.common.sync.VersionLog;
import im.proto.group.BatchGetIncrementalGroupMemberReq;
import im.proto.group.BatchGetIncrementalGroupMemberResp;
import im.proto.group.GetFullGroupMemberUserIDsReq;
import im.proto.group.GetFullGroupMemberUserIDsResp;
import im.proto.group.GetFullJoinGroupIDsReq;
import im.proto.group.GetFullJoinGroupIDsResp;
import im.proto.group.getIncrementalGroupMemberReq;
import im.proto.group.getIncrementalGroupMemberResp;
import im.proto.group.getIncrementalJoinGroupReq;
import im.proto.group.getIncrementalJoinGroupResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/// What changed in a group, or in a user's list of groups, since a client last asked
/// (`reference/business-rules.md` 3.3, 3.4).
public final class SyncHandler {
  private static final int MAX_CHANGES_PER_BATCH = 500;

  private final GroupData data;
  private final GroupGuard guard;
  private final VersionLog memberLog;
  private final VersionLog joinLog;
  private final Profiles profiles;
  private final Access access;

  /// Wires the handler; `memberLog` is group → members, `joinLog` user → groups.
  public SyncHandler(
      GroupData data,
      GroupGuard guard,
      VersionLog memberLog,
      VersionLog joinLog,
      Profiles profiles,
      Access access) {
    this.data = data;
    this.guard = guard;
    this.memberLog = memberLog;
    this.joinLog = joinLog;
    this.profiles = profiles;
    this.access = access;
  }

  /// Changes of one group's members and of the group itself. Errors in this order: 1001 no group
  /// named, 1002 not a member, 1004 unknown group, 1204.
  public getIncrementalGroupMemberResp members(getIncrementalGroupMemberReq request) {
    String groupID = request.getGroupID();
    if (groupID.isEmpty()) {
      throw ErrorCode.ARGS.because("groupID: empty (expected: a group)");
    }
    guard.requireMember(groupID);
    GroupInfo group = guard.requireAlive(groupID);
    return members(request, group, memberLog.header(groupID));
  }

  private getIncrementalGroupMemberResp members(
      getIncrementalGroupMemberReq request, GroupInfo group, VersionHeader head) {
    String groupID = group.getGroupID();
    Answer answer =
        IncrementalSync.answer(
            memberLog, groupID, new Known(request.getVersionID(), request.getVersion()), head);
    getIncrementalGroupMemberResp.Builder response =
        getIncrementalGroupMemberResp
            .newBuilder()
            .setVersion(answer.head().version())
            .setVersionID(answer.head().versionID())
            .setFull(answer.full())
            .setSortVersion(answer.orderVersion())
            .addAllDelete(answer.deleted())
            .addAllInsert(load(groupID, answer.inserted()))
            .addAllUpdate(load(groupID, answer.updated()));
    if (answer.hasNews()) {
      GroupInfo described = data.directory().describe(group);
      if (described.getOwnerUserID().isEmpty()) {
        throw ErrorCode.RECORD_NOT_FOUND.because(
            "groupID: " + groupID + " (expected: a group with an owner)");
      }
      response.setGroup(described);
    }
    return response.build();
  }

  /// [#members] for several groups, each once, until 500 changes are collected; the client asks
  /// again for those left out. Dismissed groups are passed over; any other error fails the whole.
  public BatchGetIncrementalGroupMemberResp membersOfSeveral(
      BatchGetIncrementalGroupMemberReq request) {
    Map<String, getIncrementalGroupMemberReq> asked = new LinkedHashMap<>();
    request.getReqListList().forEach(one -> asked.putIfAbsent(one.getGroupID(), one));
    // At login a client asks about all its groups: what most of them need is read together.
    Map<String, GroupInfo> groups =
        data.groups().find(asked.keySet()).stream()
            .collect(Collectors.toMap(GroupInfo::getGroupID, Function.identity()));
    Set<String> memberOf =
        data.members().findOfUser(Operators.callerID(), asked.keySet()).stream()
            .map(GroupMemberFullInfo::getGroupID)
            .collect(Collectors.toSet());
    Map<String, VersionHeader> heads = memberLog.headers(groups.keySet());

    BatchGetIncrementalGroupMemberResp.Builder response =
        BatchGetIncrementalGroupMemberResp.newBuilder();
    int changes = 0;
    for (getIncrementalGroupMemberReq one : asked.values()) {
      if (changes >= MAX_CHANGES_PER_BATCH) {
        break;
      }
      GroupInfo group = groups.get(one.getGroupID());
      VersionHeader head = heads.get(one.getGroupID());
      if (group == null || head == null || !memberOf.contains(one.getGroupID())) {
        // Rare, and mostly refused: one by one, with the errors that are due.
        changes += addAlone(one, response);
        continue;
      }
      if (group.getStatus() != GroupStatus.DISMISSED) {
        getIncrementalGroupMemberResp answer = members(one, group, head);
        response.putRespList(one.getGroupID(), answer);
        changes += answer.getInsertCount() + answer.getUpdateCount() + answer.getDeleteCount();
      }
    }
    return response.build();
  }

  private int addAlone(
      getIncrementalGroupMemberReq one, BatchGetIncrementalGroupMemberResp.Builder response) {
    try {
      getIncrementalGroupMemberResp answer = members(one);
      response.putRespList(one.getGroupID(), answer);
      return answer.getInsertCount() + answer.getUpdateCount() + answer.getDeleteCount();
    } catch (ImException e) {
      if (!e.is(ErrorCode.DISMISSED_ALREADY)) {
        throw e;
      }
      return 0;
    }
  }

  /// Changes of the list of groups a user is in. A group's own changes are not among them. Errors:
  /// 1001 no user named, 1002 about somebody else.
  public getIncrementalJoinGroupResp joined(getIncrementalJoinGroupReq request) {
    String userID = request.getUserID();
    if (userID.isEmpty()) {
      throw ErrorCode.ARGS.because("userID: empty (expected: a user)");
    }
    access.requireSelf(userID);
    Answer answer =
        IncrementalSync.answer(
            joinLog, userID, new Known(request.getVersionID(), request.getVersion()));
    return getIncrementalJoinGroupResp
        .newBuilder()
        .setVersion(answer.head().version())
        .setVersionID(answer.head().versionID())
        .setFull(answer.full())
        .setSortVersion(answer.orderVersion())
        .addAllDelete(answer.deleted())
        .addAllInsert(loadGroups(answer.inserted()))
        .addAllUpdate(loadGroups(answer.updated()))
        .build();
  }

  /// All member ids by role, unless the client's hash says that it has them; 1002 for strangers.
  public GetFullGroupMemberUserIDsResp memberIDs(GetFullGroupMemberUserIDsReq request) {
    String groupID = request.getGroupID();
    guard.requireMember(groupID);
    // Version before list: a change in between is then reported again, never lost.
    VersionHeader head = memberLog.header(groupID);
    List<String> userIDs = List.copyOf(data.directory().roster(groupID).userIDs());
    boolean equal = IdHash.of(userIDs) == request.getIdHash();
    return GetFullGroupMemberUserIDsResp.newBuilder()
        .setVersion(head.version())
        .setVersionID(head.versionID())
        .setEqual(equal)
        .addAllUserIDs(equal ? List.of() : userIDs)
        .build();
  }

  /// The ids of all groups a user is in, unless the client's hash says that it has them; 1002 about
  /// somebody else.
  public GetFullJoinGroupIDsResp joinedIDs(GetFullJoinGroupIDsReq request) {
    access.requireSelf(request.getUserID());
    VersionHeader head = joinLog.header(request.getUserID());
    List<String> groupIDs = data.directory().joinedGroupIDs(request.getUserID());
    boolean equal = IdHash.of(groupIDs) == request.getIdHash();
    return GetFullJoinGroupIDsResp.newBuilder()
        .setVersion(head.version())
        .setVersionID(head.versionID())
        .setEqual(equal)
        .addAllGroupIDs(equal ? List.of() : groupIDs)
        .build();
  }

  private List<GroupMemberFullInfo> load(String groupID, List<String> userIDs) {
    return userIDs.isEmpty() ? List.of() : profiles.fill(data.members().find(groupID, userIDs));
  }

  private List<GroupInfo> loadGroups(List<String> groupIDs) {
    return data.directory().describe(data.groups().find(groupIDs));
  }
}
