package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.notification.Facts;
import im.common.notification.Outbox;
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
import java.util.Map;
import org.bson.Document;

/// Gives a group to another owner (`reference/business-rules.md` 7.7).
public final class TransferHandler {
  private static final String TRANSFERRED = "transferred";

  private final GroupData data;
  private final GroupGuard guard;
  private final MuteHandler mutes;
  private final Profiles profiles;
  private final GroupNotices notices;
  private final Access access;
  private final Outbox outbox;
  private final Clock clock;

  /// Wires the handler.
  public TransferHandler(
      GroupData data,
      GroupGuard guard,
      MuteHandler mutes,
      Profiles profiles,
      GroupNotices notices,
      Access access,
      Outbox outbox,
      Clock clock) {
    this.data = data;
    this.guard = guard;
    this.mutes = mutes;
    this.profiles = profiles;
    this.notices = notices;
    this.access = access;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How changes are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(TRANSFERRED, this::resume);
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
    GroupMemberFullInfo shownOld = oldOwner.toBuilder().setRoleLevel(formerRole).build();
    GroupMemberFullInfo shownNew = newOwner.toBuilder().setRoleLevel(Role.OWNER).build();
    outbox.keep(
        TRANSFERRED,
        new Document("old", Facts.message(shownOld)).append("new", Facts.message(shownNew)),
        () -> transfer(group, shownOld, shownNew));
    return TransferGroupOwnerResp.getDefaultInstance();
  }

  private void transfer(
      GroupInfo group, GroupMemberFullInfo oldOwner, GroupMemberFullInfo newOwner) {
    Stamp stamp =
        data.changes()
            .transfer(
                group.getGroupID(),
                oldOwner.getUserID(),
                newOwner.getUserID(),
                oldOwner.getRoleLevel());
    List<GroupMemberFullInfo> shown = profiles.fill(List.of(oldOwner, newOwner));
    notices.transferred(data.directory().describe(group), shown.getFirst(), shown.getLast(), stamp);
  }

  /// The heir is made owner first: once he is, the rest is done again, the former owner's new role
  /// among it.
  private boolean resume(Document facts) {
    GroupMemberFullInfo oldOwner = Facts.message(facts, "old", GroupMemberFullInfo.parser());
    GroupMemberFullInfo newOwner = Facts.message(facts, "new", GroupMemberFullInfo.parser());
    boolean made =
        data.members()
            .find(newOwner.getGroupID(), newOwner.getUserID())
            .filter(member -> member.getRoleLevel() == Role.OWNER)
            .isPresent();
    if (made) {
      transfer(data.groups().require(newOwner.getGroupID()), oldOwner, newOwner);
    }
    return made;
  }

  private GroupMemberFullInfo requireMember(String groupID, String userID) {
    return data.members()
        .find(groupID, userID)
        .orElseThrow(() ->
            ErrorCode.ARGS.because(
                "userID: %s (expected: a member of %s)".formatted(userID, groupID)));
  }
}
