package im.rpc.group.handler;

import im.common.access.Access;
import im.common.message.GroupStatus;
import im.common.message.Role;
import im.common.notification.Facts;
import im.common.notification.Outbox;
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
import im.rpc.group.store.Stamp;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/// Who may not speak: one member for a time, or everybody but owner and admins
/// (`reference/business-rules.md` 7.8). The message service enforces it.
public final class MuteHandler {
  private static final String MEMBER = "member.muted";
  private static final String GROUP = "group.muted";
  private static final long MILLIS_PER_SECOND = 1000;

  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final GroupNotices notices;
  private final Access access;
  private final Outbox outbox;
  private final Clock clock;

  /// Wires the handler.
  public MuteHandler(
      GroupData data,
      GroupGuard guard,
      Profiles profiles,
      GroupNotices notices,
      Access access,
      Outbox outbox,
      Clock clock) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.notices = notices;
    this.access = access;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How changes are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(MEMBER, this::resumeMember, GROUP, this::resumeGroup);
  }

  /// Mutes a member for some seconds: 1512. Errors in this order: 1004 unknown group, 1204, 1004
  /// not a member or caller not a member, 1002.
  public MuteGroupMemberResp muteMember(MuteGroupMemberReq request) {
    int seconds = request.getMutedSeconds();
    setMuteEnd(
        request.getGroupID(),
        request.getUserID(),
        clock.millis() + Integer.toUnsignedLong(seconds) * MILLIS_PER_SECOND,
        seconds);
    return MuteGroupMemberResp.getDefaultInstance();
  }

  /// Lets a member speak again: 1513. Errors as [#muteMember].
  public CancelMuteGroupMemberResp unmuteMember(CancelMuteGroupMemberReq request) {
    setMuteEnd(request.getGroupID(), request.getUserID(), 0, 0);
    return CancelMuteGroupMemberResp.getDefaultInstance();
  }

  /// Mutes everybody but owner and admins: 1514. Errors in this order: 1002 unless owner or admin,
  /// 1004 unknown group, 1204.
  public MuteGroupResp muteGroup(MuteGroupReq request) {
    guard.requireManagerAmongAll(request.getGroupID());
    GroupInfo group = guard.requireAlive(request.getGroupID());
    setStatus(group, GroupStatus.MUTED);
    return MuteGroupResp.getDefaultInstance();
  }

  /// Lets everybody speak again: 1515. Errors as [#muteGroup].
  public CancelMuteGroupResp unmuteGroup(CancelMuteGroupReq request) {
    guard.requireManagerAmongAll(request.getGroupID());
    GroupInfo group = guard.requireAlive(request.getGroupID());
    setStatus(group, GroupStatus.NORMAL);
    return CancelMuteGroupResp.getDefaultInstance();
  }

  /// Lets `member` speak again without asking who wants it; false when he is gone or has another
  /// role by now.
  boolean unmute(GroupInfo group, GroupMemberFullInfo member) {
    return setMuteEnd(group, member.toBuilder().setMuteEndTime(0).build(), 0);
  }

  private void setMuteEnd(String groupID, String userID, long end, int seconds) {
    boolean isSet;
    do {
      // Again when he is not what he was when it was allowed.
      GroupInfo group = guard.requireAlive(groupID);
      GroupMemberFullInfo member = requireMayMute(group, userID);
      isSet = setMuteEnd(group, member.toBuilder().setMuteEndTime(end).build(), seconds);
    } while (!isSet);
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

  /// `member` has the new end of his muting, and the role for which it was allowed; false when he
  /// has it no more.
  private boolean setMuteEnd(GroupInfo group, GroupMemberFullInfo member, int seconds) {
    return outbox.keep(
        MEMBER,
        new Document("member", Facts.message(member)).append("seconds", seconds),
        () -> {
          Optional<Stamp> made =
              data.changes()
                  .updateMember(
                      member.getGroupID(),
                      member.getUserID(),
                      member.getRoleLevel(),
                      muteEndOf(member),
                      false);
          made.ifPresent(stamp -> tellMember(group, member, seconds, stamp));
          return made.isPresent();
        });
  }

  private boolean resumeMember(Document facts) {
    GroupMemberFullInfo member = Facts.message(facts, "member", GroupMemberFullInfo.parser());
    String groupID = member.getGroupID();
    boolean made =
        !data.members().inPlace(groupID, member.getUserID(), muteEndOf(member)).isEmpty();
    if (made) {
      Stamp stamp = data.changes().logAgain(groupID, List.of(member.getUserID()), false);
      tellMember(data.groups().require(groupID), member, facts.getInteger("seconds"), stamp);
    }
    return made;
  }

  private void tellMember(GroupInfo group, GroupMemberFullInfo member, int seconds, Stamp stamp) {
    GroupInfo described = data.directory().describe(group);
    GroupMemberFullInfo shown = profiles.fill(member);
    if (member.getMuteEndTime() == 0) {
      notices.memberUnmuted(described, shown, stamp);
    } else {
      notices.memberMuted(described, shown, seconds, stamp);
    }
  }

  private void setStatus(GroupInfo group, int status) {
    Document fields = new Document("status", status);
    boolean isSet =
        outbox.keep(
            GROUP,
            new Document("group", group.getGroupID()).append("fields", fields),
            () -> {
              Optional<Stamp> made = data.changes().update(group.getGroupID(), fields);
              made.ifPresent(stamp -> tellGroup(group, status, stamp));
              return made.isPresent();
            });
    if (!isSet) {
      throw GroupGuard.dismissed();
    }
  }

  private boolean resumeGroup(Document facts) {
    String groupID = facts.getString("group");
    Document fields = facts.get("fields", new Document());
    boolean made = !data.groups().inPlace(groupID, fields).isEmpty();
    if (made) {
      tellGroup(
          data.groups().require(groupID),
          fields.getInteger("status"),
          data.changes().logAgain(groupID));
    }
    return made;
  }

  private void tellGroup(GroupInfo group, int status, Stamp stamp) {
    GroupInfo described = data.directory().describe(group.toBuilder().setStatus(status).build());
    if (status == GroupStatus.MUTED) {
      notices.muted(described, stamp);
    } else {
      notices.unmuted(described, stamp);
    }
  }

  private static Document muteEndOf(GroupMemberFullInfo member) {
    return new Document("mute_end_time", Date.from(Instant.ofEpochMilli(member.getMuteEndTime())));
  }
}
