package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.proto.group.DismissGroupReq;
import im.proto.group.DismissGroupResp;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.KickGroupMemberResp;
import im.proto.group.QuitGroupReq;
import im.proto.group.QuitGroupResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.Chats;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupDirectory;
import im.rpc.group.store.GroupStatus;
import im.rpc.group.store.Role;
import im.rpc.group.store.Roster;
import im.rpc.group.store.Stamp;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// How members leave, and how a group ends (`reference/business-rules.md` 7.7).
public final class LeavingHandler {
  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final GroupNotices notices;
  private final Chats chats;
  private final Access access;

  /// Wires the handler.
  public LeavingHandler(
      GroupData data,
      GroupGuard guard,
      Profiles profiles,
      GroupNotices notices,
      Chats chats,
      Access access) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.notices = notices;
    this.chats = chats;
    this.access = access;
  }

  /// A member leaves; an empty `userID` is the caller. He sees the chat until now, the others hear
  /// 1504. Errors in this order: 1002 somebody else, 1004 unknown group, 1204, 1004 not a member,
  /// 1002 owner.
  public QuitGroupResp quit(QuitGroupReq request) {
    String userID = request.getUserID().isEmpty() ? Operators.callerID() : request.getUserID();
    access.requireSelf(userID);
    GroupInfo group = guard.requireAlive(request.getGroupID());
    String groupID = group.getGroupID();
    GroupMemberFullInfo member = data.members().require(groupID, userID);
    if (member.getRoleLevel() == Role.OWNER) {
      throw GroupGuard.notAllowed("userID: " + userID + " (expected: not the owner)");
    }
    GroupMemberFullInfo shown = profiles.fill(member);
    Stamp stamp =
        data.changes()
            .remove(groupID, List.of(userID))
            .orElseThrow(() ->
                ErrorCode.RECORD_NOT_FOUND.because("userID: " + userID + " (expected: a member)"));
    chats.limit(groupID, List.of(userID));
    notices.quit(data.directory().describe(group), shown, stamp);
    return QuitGroupResp.getDefaultInstance();
  }

  /// Removes members. They see the chat until now; they and the others hear 1508. Errors in this
  /// order: 1004 unknown group, 1204, 1001 none, somebody twice or the caller himself, 1004 no
  /// owner, 1001 the owner, 1101 not a member, 1002 not allowed to.
  public KickGroupMemberResp kick(KickGroupMemberReq request) {
    GroupInfo group = guard.requireAlive(request.getGroupID());
    String groupID = group.getGroupID();
    List<String> kickedIDs = request.getKickedUserIDsList();
    GroupGuard.requireDistinct("kickedUserIDs", kickedIDs);
    if (kickedIDs.contains(Operators.callerID())) {
      throw ErrorCode.ARGS.because(
          "kickedUserIDs: " + Operators.callerID() + " (expected: not the caller)");
    }
    Roster roster = data.directory().roster(groupID);
    String ownerID = requireOwner(roster, groupID);
    if (kickedIDs.contains(ownerID)) {
      throw ErrorCode.ARGS.because("kickedUserIDs: " + ownerID + " (expected: not the owner)");
    }
    List<GroupMemberFullInfo> kicked = data.members().find(groupID, kickedIDs);
    requireMembers(kicked, kickedIDs);
    if (!access.isAdmin()) {
      requireMayKick(roster, kicked);
    }
    List<GroupMemberFullInfo> shown = profiles.fill(kicked);
    Optional<Stamp> stamp = data.changes().remove(groupID, kickedIDs);
    if (stamp.isPresent()) {
      chats.limit(groupID, kickedIDs);
      notices.kicked(
          data.directory().describe(group),
          shown,
          stamp.get(),
          request.hasSendMessage() ? request.getSendMessage() : null);
    }
    return KickGroupMemberResp.getDefaultInstance();
  }

  /// Ends a group. First nobody may speak any more and the members hear 1511; when the push service
  /// has told them, it calls again with `deleteMember`, and they are let go without a word. Errors
  /// in this order: 1004 no group or no owner any more, 1002 not the owner, 1204 dismissed already.
  public DismissGroupResp dismiss(DismissGroupReq request) {
    String groupID = request.getGroupID();
    Roster roster = data.directory().roster(groupID);
    String ownerID = requireOwner(roster, groupID);
    access.requireSelf(ownerID);
    GroupInfo group = data.groups().require(groupID);
    if (request.getDeleteMember()) {
      data.changes().dissolve(groupID, roster.userIDs());
      return DismissGroupResp.getDefaultInstance();
    }
    if (group.getStatus() == GroupStatus.DISMISSED) {
      throw GroupGuard.dismissed();
    }
    var _ = data.changes().dismiss(groupID);
    GroupInfo dismissed = group.toBuilder().setStatus(GroupStatus.DISMISSED).build();
    notices.dismissed(
        GroupDirectory.withRoster(dismissed, roster),
        request.hasSendMessage() ? request.getSendMessage() : null);
    return DismissGroupResp.getDefaultInstance();
  }

  private static String requireOwner(Roster roster, String groupID) {
    if (roster.ownerID().isEmpty()) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "groupID: " + groupID + " (expected: a group with an owner)");
    }
    return roster.ownerID();
  }

  private static void requireMembers(List<GroupMemberFullInfo> found, List<String> userIDs) {
    Set<String> known =
        found.stream()
            .map(GroupMemberFullInfo::getUserID)
            .collect(java.util.stream.Collectors.toSet());
    for (String userID : userIDs) {
      if (!known.contains(userID)) {
        throw ErrorCode.USER_ID_NOT_FOUND.because(
            "kickedUserIDs: " + userID + " (expected: members)");
      }
    }
  }

  private static void requireMayKick(Roster roster, List<GroupMemberFullInfo> kicked) {
    int role = roster.role(Operators.callerID());
    for (GroupMemberFullInfo member : kicked) {
      boolean allowed =
          role == Role.OWNER || (role == Role.ADMIN && member.getRoleLevel() == Role.MEMBER);
      if (!allowed) {
        throw mayNotKick(role, member);
      }
    }
  }

  private static ImException mayNotKick(int role, GroupMemberFullInfo member) {
    return GroupGuard.notAllowed(
        "kickedUserIDs: %s with roleLevel %d (expected: a lower role than the caller's %d)"
            .formatted(member.getUserID(), member.getRoleLevel(), role));
  }
}
