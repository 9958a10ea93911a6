package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.proto.group.TransferGroupOwnerReq;
import im.proto.group.TransferGroupOwnerResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.Role;
import im.rpc.group.store.Stamp;
import java.time.Clock;
import java.util.List;

/// Gives a group to another owner (`reference/business-rules.md` 7.7).
public final class TransferHandler {
  private final GroupData data;
  private final GroupGuard guard;
  private final MuteHandler mutes;
  private final Profiles profiles;
  private final GroupNotices notices;
  private final Access access;
  private final Clock clock;

  /// Wires the handler.
  public TransferHandler(
      GroupData data,
      GroupGuard guard,
      MuteHandler mutes,
      Profiles profiles,
      GroupNotices notices,
      Access access,
      Clock clock) {
    this.data = data;
    this.guard = guard;
    this.mutes = mutes;
    this.profiles = profiles;
    this.notices = notices;
    this.access = access;
    this.clock = clock;
  }

  /// The owner and a member swap roles: 1507; a muted heir is unmuted first (1513). Errors in this
  /// order: 1004 unknown group, 1204, 1001 the same user twice or not members, 1002 not the owner,
  /// 1001 an app admin names somebody as owner who is not.
  public TransferGroupOwnerResp transfer(TransferGroupOwnerReq request) {
    GroupInfo group = guard.requireAlive(request.getGroupID());
    String groupID = group.getGroupID();
    String oldID = request.getOldOwnerUserID();
    String newID = request.getNewOwnerUserID();
    if (oldID.equals(newID)) {
      throw ErrorCode.ARGS.because("newOwnerUserID: " + newID + " (expected: somebody else)");
    }
    GroupMemberFullInfo oldOwner = requireMember(groupID, oldID);
    GroupMemberFullInfo newOwner = requireMember(groupID, newID);
    if (oldOwner.getRoleLevel() != Role.OWNER) {
      ErrorCode code = access.isAdmin() ? ErrorCode.ARGS : ErrorCode.NO_PERMISSION;
      throw code.because("oldOwnerUserID: " + oldID + " (expected: the owner)");
    }
    if (!access.isAdmin() && !oldID.equals(Operators.callerID())) {
      throw GroupGuard.notAllowed(
          "caller: " + Operators.callerID() + " (expected: the owner " + oldID + ")");
    }
    if (newOwner.getMuteEndTime() > clock.millis()) {
      mutes.unmute(group, newOwner);
      newOwner = newOwner.toBuilder().setMuteEndTime(0).build();
    }
    int formerRole = newOwner.getRoleLevel();
    Stamp stamp = data.changes().transfer(groupID, oldID, newID, formerRole);
    List<GroupMemberFullInfo> shown =
        profiles.fill(
            List.of(
                oldOwner.toBuilder().setRoleLevel(formerRole).build(),
                newOwner.toBuilder().setRoleLevel(Role.OWNER).build()));
    notices.transferred(data.directory().describe(group), shown.getFirst(), shown.getLast(), stamp);
    return TransferGroupOwnerResp.getDefaultInstance();
  }

  private GroupMemberFullInfo requireMember(String groupID, String userID) {
    return data.members()
        .find(groupID, userID)
        .orElseThrow(() ->
            ErrorCode.ARGS.because(
                "userID: %s (expected: a member of %s)".formatted(userID, groupID)));
  }
}
