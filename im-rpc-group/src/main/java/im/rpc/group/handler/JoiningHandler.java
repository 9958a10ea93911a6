package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.error.Requirements;
import im.common.message.GroupStatus;
import im.common.message.Role;
import im.proto.group.InviteUserToGroupReq;
import im.proto.group.InviteUserToGroupResp;
import im.proto.group.JoinGroupReq;
import im.proto.group.JoinGroupResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.Application;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.JoinSource;
import im.rpc.group.store.Roster;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/// How users come into a group that is there: by themselves or by invitation, at once or by
/// application (`reference/business-rules.md` 7.3, 7.4).
public final class JoiningHandler {
  private static final int APPROVE_ALL = 1;
  private static final int OPEN = 2;

  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final Entrance entrance;
  private final Proposals proposals;
  private final Access access;
  private final Clock clock;

  /// Wires the handler.
  public JoiningHandler(
      GroupData data,
      GroupGuard guard,
      Profiles profiles,
      Entrance entrance,
      Proposals proposals,
      Access access,
      Clock clock) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.entrance = entrance;
    this.proposals = proposals;
    this.access = access;
    this.clock = clock;
  }

  /// `inviterUserID` is the one who wants to join. An open group takes him at once and tells with
  /// 1510; any other keeps an application and tells owner, admins and himself with 1503. Errors in
  /// this order: 1004 unknown user, 1002 for somebody else, 1004 unknown group, 1204, 1001 member
  /// already.
  public JoinGroupResp join(JoinGroupReq request) {
    String userID = request.getInviterUserID();
    UserInfo user = profiles.require(userID, ErrorCode.RECORD_NOT_FOUND);
    access.requireSelf(userID);
    GroupInfo group = guard.requireAlive(request.getGroupID());
    String groupID = group.getGroupID();
    if (data.members().find(groupID, userID).isPresent()) {
      throw alreadyMember();
    }
    if (group.getNeedVerification() == OPEN) {
      if (!entrance.enter(group, userID, request.getJoinSource())) {
        throw alreadyMember();
      }
      return JoinGroupResp.getDefaultInstance();
    }
    Application application =
        Application.open(
            groupID,
            userID,
            request.getReqMessage(),
            clock.millis(),
            request.getJoinSource(),
            "",
            request.getEx());
    proposals.make(group, user, List.of(user), List.of(application));
    return JoinGroupResp.getDefaultInstance();
  }

  /// Brings users in, 50 for each version step and 1509; in a group that approves everybody, the
  /// invitation of a plain member becomes an application for each instead (1503). Who is a member
  /// already stays as he is. Errors in this order: 1001 none or somebody twice, 1004 unknown group,
  /// 1204, 1002 not a member, 1004 unknown user.
  public InviteUserToGroupResp invite(InviteUserToGroupReq request) {
    Requirements.requireDistinct("invitedUserIDs", request.getInvitedUserIDsList());
    GroupInfo group = data.groups().require(request.getGroupID());
    String groupID = group.getGroupID();
    if (group.getStatus() == GroupStatus.DISMISSED) {
      // Here, and nowhere else, a client gets a detail with 1204.
      throw ErrorCode.DISMISSED_ALREADY.because(
          "groupID: " + groupID + " (expected: a group that is not dismissed)");
    }
    guard.requireMember(groupID);
    Map<String, UserInfo> users =
        profiles.require(request.getInvitedUserIDsList(), ErrorCode.RECORD_NOT_FOUND);
    Roster roster = data.directory().roster(groupID);
    List<String> newcomers =
        request.getInvitedUserIDsList().stream().filter(id -> !roster.contains(id)).toList();
    if (newcomers.isEmpty()) {
      return InviteUserToGroupResp.getDefaultInstance();
    }
    boolean decides = access.isAdmin() || Role.manages(roster.role(Operators.callerID()));
    if (group.getNeedVerification() == APPROVE_ALL && !decides) {
      propose(group, newcomers, users);
    } else {
      entrance.bring(
          group,
          newcomers,
          JoinSource.INVITATION,
          Operators.callerID(),
          request.hasSendMessage() ? request.getSendMessage() : null);
    }
    return InviteUserToGroupResp.getDefaultInstance();
  }

  private void propose(GroupInfo group, List<String> userIDs, Map<String, UserInfo> users) {
    String callerID = Operators.callerID();
    UserInfo caller = profiles.require(callerID, ErrorCode.RECORD_NOT_FOUND);
    long now = clock.millis();
    List<UserInfo> subjects =
        userIDs.stream()
            .map(userID -> users.getOrDefault(userID, UserInfo.getDefaultInstance()))
            .toList();
    List<Application> applications =
        userIDs.stream()
            .map(userID ->
                Application.open(
                    group.getGroupID(), userID, "", now, JoinSource.INVITATION, callerID, ""))
            .toList();
    proposals.make(group, caller, subjects, applications);
  }

  private static ImException alreadyMember() {
    return ErrorCode.ARGS.bare();
  }
}
