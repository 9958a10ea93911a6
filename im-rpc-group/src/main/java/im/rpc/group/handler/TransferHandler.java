package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.Role;
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
import im.rpc.group.store.Stamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.ObjectId;

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
    boolean isMade;
    do {
      // Again when the heir is not what he was a moment ago: what he is now decides.
      isMade = tryTransfer(request);
    } while (!isMade);
    return TransferGroupOwnerResp.getDefaultInstance();
  }

  private boolean tryTransfer(TransferGroupOwnerReq request) {
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
      throw notOwner(oldID);
    }
    if (!access.isAdmin() && !oldID.equals(Operators.callerID())) {
      throw GroupGuard.notAllowed(
          "caller: " + Operators.callerID() + " (expected: the owner " + oldID + ")");
    }
    if (newOwner.getMuteEndTime() > clock.millis()) {
      if (!mutes.unmute(group, newOwner)) {
        return false;
      }
      newOwner = newOwner.toBuilder().setMuteEndTime(0).build();
    }
    int formerRole = newOwner.getRoleLevel();
    GroupMemberFullInfo shownOld = oldOwner.toBuilder().setRoleLevel(formerRole).build();
    GroupMemberFullInfo shownNew = newOwner.toBuilder().setRoleLevel(Role.OWNER).build();
    String token = new ObjectId().toHexString();
    Outcome outcome =
        outbox.keep(
            TRANSFERRED,
            new Document("old", Facts.message(shownOld))
                .append("new", Facts.message(shownNew))
                .append("token", token),
            () -> transfer(group, shownOld, shownNew, token));
    if (outcome == Outcome.REFUSED) {
      // Dismissed, or another transfer was faster: then he is the owner no more.
      guard.requireAlive(groupID);
      throw notOwner(oldID);
    }
    return outcome == Outcome.MADE;
  }

  private enum Outcome {
    MADE,
    REFUSED,
    HEIR_CHANGED
  }

  private Outcome transfer(
      GroupInfo group, GroupMemberFullInfo oldOwner, GroupMemberFullInfo newOwner, String token) {
    String groupID = group.getGroupID();
    if (!data.changes().beginTransfer(groupID, token)) {
      return Outcome.REFUSED;
    }
    boolean isPossible =
        data.groups().isAlive(groupID) && data.members().isOwner(groupID, oldOwner.getUserID());
    if (!isPossible) {
      data.changes().endTransfer(groupID, token);
      return Outcome.REFUSED;
    }
    return goOn(group, oldOwner, newOwner, token) ? Outcome.MADE : Outcome.HEIR_CHANGED;
  }

  private boolean goOn(
      GroupInfo group, GroupMemberFullInfo oldOwner, GroupMemberFullInfo newOwner, String token) {
    Optional<Stamp> made =
        data.changes()
            .transfer(
                group.getGroupID(),
                oldOwner.getUserID(),
                newOwner.getUserID(),
                oldOwner.getRoleLevel(),
                token);
    made.ifPresent(stamp -> tell(group, oldOwner, newOwner, stamp));
    return made.isPresent();
  }

  private void tell(
      GroupInfo group, GroupMemberFullInfo oldOwner, GroupMemberFullInfo newOwner, Stamp stamp) {
    List<GroupMemberFullInfo> shown = profiles.fill(List.of(oldOwner, newOwner));
    notices.transferred(data.directory().describe(group), shown.getFirst(), shown.getLast(), stamp);
  }

  /// A transfer that was begun and has not ended is made, or seen to be impossible. Of one that has
  /// ended nothing but the word to the clients can be missing.
  private boolean resume(Document facts) {
    GroupMemberFullInfo oldOwner = Facts.message(facts, "old", GroupMemberFullInfo.parser());
    GroupMemberFullInfo newOwner = Facts.message(facts, "new", GroupMemberFullInfo.parser());
    String groupID = newOwner.getGroupID();
    GroupInfo group = data.groups().require(groupID);
    String token = facts.get("token", "");
    if (data.changes().isTransferring(groupID, token)) {
      return goOn(group, oldOwner, newOwner, token);
    }
    boolean made = data.members().isOwner(groupID, newOwner.getUserID());
    if (made) {
      List<String> userIDs = List.of(oldOwner.getUserID(), newOwner.getUserID());
      tell(group, oldOwner, newOwner, data.changes().logAgain(groupID, userIDs, true));
    }
    return made;
  }

  private ImException notOwner(String userID) {
    ErrorCode code = access.isAdmin() ? ErrorCode.ARGS : ErrorCode.NO_PERMISSION;
    return code.because("oldOwnerUserID: " + userID + " (expected: the owner)");
  }

  private GroupMemberFullInfo requireMember(String groupID, String userID) {
    return data.members()
        .find(groupID, userID)
        .orElseThrow(() ->
            ErrorCode.ARGS.because(
                "userID: %s (expected: a member of %s)".formatted(userID, groupID)));
  }
}
