package im.rpc.group.handler;

import im.common.access.Access;
import im.proto.group.CancelMuteGroupMemberReq;
import im.proto.group.CancelMuteGroupMemberResp;
import im.proto.group.CancelMuteGroupReq;
import im.proto.group.CancelMuteGroupResp;
import im.proto.group.MuteGroupMemberReq;
import im.proto.group.MuteGroupMemberResp;
import im.proto.group.MuteGroupReq;
import im.proto.group.MuteGroupResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupStatus;
import im.rpc.group.store.Role;
import im.rpc.group.store.Stamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/// Who may not speak: one member for a time, or everybody but owner and admins
/// (`reference/business-rules.md` 7.8). The message service enforces it.
public final class MuteHandler {
  private static final long MILLIS_PER_SECOND = 1000;

  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final GroupNotices notices;
  private final Access access;
  private final Clock clock;

  /// Wires the handler.
  public MuteHandler(
      GroupData data,
      GroupGuard guard,
      Profiles profiles,
      GroupNotices notices,
      Access access,
      Clock clock) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.notices = notices;
    this.access = access;
    this.clock = clock;
  }

  /// Mutes a member for some seconds: 1512. Errors in this order: 1004 unknown group, 1204, 1004
  /// not a member or caller not a member, 1002.
  public MuteGroupMemberResp muteMember(MuteGroupMemberReq request) {
    GroupInfo group = guard.requireAlive(request.getGroupID());
    GroupMemberFullInfo member = requireMayMute(group, request.getUserID());
    int seconds = request.getMutedSeconds();
    long end = clock.millis() + Integer.toUnsignedLong(seconds) * MILLIS_PER_SECOND;
    Stamp stamp = setMuteEnd(member, end);
    notices.memberMuted(
        data.directory().describe(group),
        profiles.fill(member.toBuilder().setMuteEndTime(end).build()),
        seconds,
        stamp);
    return MuteGroupMemberResp.getDefaultInstance();
  }

  /// Lets a member speak again: 1513. Errors as [#muteMember].
  public CancelMuteGroupMemberResp unmuteMember(CancelMuteGroupMemberReq request) {
    GroupInfo group = guard.requireAlive(request.getGroupID());
    unmute(group, requireMayMute(group, request.getUserID()));
    return CancelMuteGroupMemberResp.getDefaultInstance();
  }

  /// Mutes everybody but owner and admins: 1514. Errors in this order: 1002 unless owner or admin,
  /// 1004 unknown group, 1204.
  public MuteGroupResp muteGroup(MuteGroupReq request) {
    guard.requireManagerAmongAll(request.getGroupID());
    GroupInfo group = guard.requireAlive(request.getGroupID());
    Stamp stamp = setStatus(group, GroupStatus.MUTED);
    notices.muted(withStatus(group, GroupStatus.MUTED), stamp);
    return MuteGroupResp.getDefaultInstance();
  }

  /// Lets everybody speak again: 1515. Errors as [#muteGroup].
  public CancelMuteGroupResp unmuteGroup(CancelMuteGroupReq request) {
    guard.requireManagerAmongAll(request.getGroupID());
    GroupInfo group = guard.requireAlive(request.getGroupID());
    Stamp stamp = setStatus(group, GroupStatus.NORMAL);
    notices.unmuted(withStatus(group, GroupStatus.NORMAL), stamp);
    return CancelMuteGroupResp.getDefaultInstance();
  }

  /// Lets `member` speak again without asking who wants it.
  void unmute(GroupInfo group, GroupMemberFullInfo member) {
    Stamp stamp = setMuteEnd(member, 0);
    notices.memberUnmuted(
        data.directory().describe(group),
        profiles.fill(member.toBuilder().setMuteEndTime(0).build()),
        stamp);
  }

  private GroupMemberFullInfo requireMayMute(GroupInfo group, String userID) {
    GroupMemberFullInfo member = data.members().require(group.getGroupID(), userID);
    if (access.isAdmin()) {
      return member;
    }
    int callerRole =
        data.members().require(group.getGroupID(), Operators.callerID()).getRoleLevel();
    boolean allowed =
        switch (member.getRoleLevel()) {
          case Role.OWNER -> false;
          case Role.ADMIN -> callerRole == Role.OWNER;
          default -> Role.manages(callerRole);
        };
    if (!allowed) {
      throw GroupGuard.notAllowed(
          "userID: %s with roleLevel %d (expected: a lower role than the caller's %d)"
              .formatted(userID, member.getRoleLevel(), callerRole));
    }
    return member;
  }

  private Stamp setMuteEnd(GroupMemberFullInfo member, long endMillis) {
    return data.changes()
        .updateMember(
            member.getGroupID(),
            member.getUserID(),
            new Document("mute_end_time", Date.from(Instant.ofEpochMilli(endMillis))),
            false);
  }

  private Stamp setStatus(GroupInfo group, int status) {
    return data.changes().update(group.getGroupID(), new Document("status", status));
  }

  private GroupInfo withStatus(GroupInfo group, int status) {
    return data.directory().describe(group.toBuilder().setStatus(status).build());
  }
}
