package im.rpc.group.handler;

import com.google.common.collect.Streams;
import im.common.access.Access;
import im.common.error.ErrorCode;
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
import im.proto.sdkws.UserInfo;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

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
    requireReader(groupID);
    GroupInfo group = guard.requireAlive(groupID);
    News news = news(request, group, memberLog.header(groupID));
    return tell(List.of(news)).getFirst();
  }

  private void requireReader(String groupID) {
    if (groupID.isEmpty()) {
      throw ErrorCode.ARGS.because("groupID: empty (expected: a group)");
    }
    guard.requireMember(groupID);
  }

  /// What has to be told of a group: ids as yet.
  private record News(GroupInfo group, Answer answer) {
    String groupID() {
      return group.getGroupID();
    }

    int changes() {
      return answer.inserted().size() + answer.updated().size() + answer.deleted().size();
    }
  }

  private News news(getIncrementalGroupMemberReq request, GroupInfo group, VersionHeader head) {
    Known known = new Known(request.getVersionID(), request.getVersion());
    return new News(group, IncrementalSync.answer(memberLog, group.getGroupID(), known, head));
  }

  /// The answers to all of `news`, in their order; what groups look like, and profiles, are asked
  /// for once.
  private List<getIncrementalGroupMemberResp> tell(List<News> news) {
    List<GroupInfo> changed =
        news.stream().filter(each -> each.answer().hasNews()).map(News::group).toList();
    Map<String, GroupInfo> described = byID(data.directory().describe(changed));
    List<List<GroupMemberFullInfo>> members = news.stream().map(this::changedMembers).toList();
    Map<String, UserInfo> users = profiles.shownBy(members.stream().flatMap(List::stream).toList());
    return Streams.zip(
            news.stream(),
            members.stream(),
            (each, rows) -> {
              var response = response(each, Profiles.fill(rows, users));
              GroupInfo group = described.get(each.groupID());
              if (group != null) {
                response.setGroup(requireOwner(group));
              }
              return response.build();
            })
        .toList();
  }

  private List<GroupMemberFullInfo> changedMembers(News news) {
    Answer answer = news.answer();
    return data.members()
        .find(
            news.groupID(),
            Stream.concat(answer.inserted().stream(), answer.updated().stream()).toList());
  }

  private static getIncrementalGroupMemberResp.Builder response(
      News news, List<GroupMemberFullInfo> members) {
    Answer answer = news.answer();
    Set<String> inserted = Set.copyOf(answer.inserted());
    getIncrementalGroupMemberResp.Builder response =
        getIncrementalGroupMemberResp
            .newBuilder()
            .setVersion(answer.head().version())
            .setVersionID(answer.head().versionID())
            .setFull(answer.full())
            .setSortVersion(answer.orderVersion())
            .addAllDelete(answer.deleted());
    for (GroupMemberFullInfo member : members) {
      if (inserted.contains(member.getUserID())) {
        response.addInsert(member);
      } else {
        response.addUpdate(member);
      }
    }
    return response;
  }

  private static GroupInfo requireOwner(GroupInfo group) {
    if (group.getOwnerUserID().isEmpty()) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "groupID: " + group.getGroupID() + " (expected: a group with an owner)");
    }
    return group;
  }

  private static Map<String, GroupInfo> byID(List<GroupInfo> groups) {
    return groups.stream().collect(Collectors.toMap(GroupInfo::getGroupID, Function.identity()));
  }

  /// [#members] for several groups, each once, until 500 changes are collected; the client asks
  /// again for those left out. Dismissed groups are passed over; any other error fails the whole.
  public BatchGetIncrementalGroupMemberResp membersOfSeveral(
      BatchGetIncrementalGroupMemberReq request) {
    Map<String, getIncrementalGroupMemberReq> asked = new LinkedHashMap<>();
    request.getReqListList().forEach(one -> asked.putIfAbsent(one.getGroupID(), one));
    // At login a client asks about all its groups: what most of them need is read together.
    Map<String, GroupInfo> groups = byID(data.groups().find(asked.keySet()));
    Set<String> memberOf =
        data.members().findOfUser(Operators.callerID(), asked.keySet()).stream()
            .map(GroupMemberFullInfo::getGroupID)
            .collect(Collectors.toSet());
    Map<String, VersionHeader> heads = memberLog.headers(groups.keySet());

    List<News> all = new ArrayList<>();
    int changes = 0;
    for (getIncrementalGroupMemberReq one : asked.values()) {
      if (changes >= MAX_CHANGES_PER_BATCH) {
        break;
      }
      String groupID = one.getGroupID();
      if (!memberOf.contains(groupID)) {
        requireReader(groupID);
      }
      GroupInfo group = groups.get(groupID);
      if (group == null) {
        group = data.groups().require(groupID);
      }
      if (group.getStatus() != GroupStatus.DISMISSED) {
        VersionHeader head = heads.get(groupID);
        News news = news(one, group, head == null ? memberLog.header(groupID) : head);
        all.add(news);
        changes += news.changes();
      }
    }
    BatchGetIncrementalGroupMemberResp.Builder response =
        BatchGetIncrementalGroupMemberResp.newBuilder();
    List<getIncrementalGroupMemberResp> answers = tell(all);
    for (int i = 0; i < answers.size(); i++) {
      response.putRespList(all.get(i).groupID(), answers.get(i));
    }
    return response.build();
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

  private List<GroupInfo> loadGroups(List<String> groupIDs) {
    return data.directory().describe(data.groups().find(groupIDs));
  }
}
