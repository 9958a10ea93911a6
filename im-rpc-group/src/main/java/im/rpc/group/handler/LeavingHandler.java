package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.notification.Facts;
import im.common.notification.Outbox;
import im.common.sync.VersionState;
import im.proto.group.DismissGroupReq;
import im.proto.group.DismissGroupResp;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.KickGroupMemberResp;
import im.proto.group.QuitGroupReq;
import im.proto.group.QuitGroupResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupDirectory;
import im.rpc.group.store.GroupStatus;
import im.rpc.group.store.Role;
import im.rpc.group.store.Roster;
import im.rpc.group.store.Stamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// How members leave, and how a group ends (`reference/business-rules.md` 7.7).
public final class LeavingHandler {
  private static final String LEFT = "left";
  private static final String DISMISSED = "dismissed";
  private static final String DISSOLVED = "dissolved";

  private final GroupData data;
  private final GroupGuard guard;
  private final Profiles profiles;
  private final GroupNotices notices;
  private final ChatDoors doors;
  private final Access access;
  private final Outbox outbox;
  private final Clock clock;

  /// Wires the handler.
  public LeavingHandler(
      GroupData data,
      GroupGuard guard,
      Profiles profiles,
      GroupNotices notices,
      ChatDoors doors,
      Access access,
      Outbox outbox,
      Clock clock) {
    this.data = data;
    this.guard = guard;
    this.profiles = profiles;
    this.notices = notices;
    this.doors = doors;
    this.access = access;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How changes are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(
        LEFT, this::resumeLeft, DISMISSED, this::resumeDismissed, DISSOLVED, this::resumeDissolved);
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
    List<GroupMemberFullInfo> shown = List.of(profiles.fill(member));
    boolean left =
        outbox.keep(
            LEFT,
            leaving(shown).append("quit", true),
            () -> {
              Optional<Stamp> stamp = data.changes().remove(groupID, List.of(userID));
              stamp.ifPresent(step -> {
                doors.shut(groupID, List.of(userID));
                farewell(group, shown, true, null, step);
              });
              return stamp.isPresent();
            });
    if (!left) {
      throw ErrorCode.RECORD_NOT_FOUND.because("userID: " + userID + " (expected: a member)");
    }
    return QuitGroupResp.getDefaultInstance();
  }

  private void farewell(
      GroupInfo group,
      List<GroupMemberFullInfo> gone,
      boolean quit,
      @Nullable Boolean chatCopy,
      Stamp stamp) {
    List<String> goneIDs = gone.stream().map(GroupMemberFullInfo::getUserID).toList();
    data.directory().removed(group.getGroupID(), goneIDs, stamp);
    GroupInfo described = data.directory().describe(group);
    if (quit) {
      notices.quit(described, gone.getFirst(), stamp);
    } else {
      notices.kicked(described, gone, stamp, chatCopy);
    }
  }

  private boolean resumeLeft(Document facts) {
    List<GroupMemberFullInfo> leaving = Facts.messages(facts, "rows", GroupMemberFullInfo.parser());
    String groupID = leaving.getFirst().getGroupID();
    Set<String> still =
        data
            .members()
            .find(groupID, leaving.stream().map(GroupMemberFullInfo::getUserID).toList())
            .stream()
            .map(GroupMemberFullInfo::getUserID)
            .collect(Collectors.toSet());
    List<GroupMemberFullInfo> gone =
        leaving.stream().filter(member -> !still.contains(member.getUserID())).toList();
    if (gone.isEmpty()) {
      return false;
    }
    List<String> goneIDs = gone.stream().map(GroupMemberFullInfo::getUserID).toList();
    // First what may fail for a service that is away: no version is made for nothing then.
    doors.shutAgain(groupID, goneIDs, facts.get("time", clock.millis()));
    Stamp stamp = data.changes().logAgain(groupID, VersionState.DELETE, goneIDs, false);
    farewell(
        data.groups().require(groupID),
        gone,
        facts.getBoolean("quit"),
        facts.getBoolean("chatCopy"),
        stamp);
    return true;
  }

  private Document leaving(List<GroupMemberFullInfo> members) {
    return new Document("rows", Facts.messages(members)).append("time", clock.millis());
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
    Boolean chatCopy = request.hasSendMessage() ? (Boolean) request.getSendMessage() : null;
    outbox.keep(
        LEFT,
        leaving(shown).append("quit", false).append("chatCopy", chatCopy),
        () ->
            data.changes()
                .remove(groupID, kickedIDs)
                .ifPresent(stamp -> {
                  doors.shut(groupID, kickedIDs);
                  farewell(group, shown, false, chatCopy, stamp);
                }));
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
      List<String> userIDs = List.copyOf(roster.userIDs());
      outbox.keep(
          DISSOLVED,
          new Document("group", groupID).append("users", userIDs),
          () -> data.changes().dissolve(groupID, userIDs));
      return DismissGroupResp.getDefaultInstance();
    }
    if (group.getStatus() == GroupStatus.DISMISSED) {
      throw GroupGuard.dismissed();
    }
    Boolean chatCopy = request.hasSendMessage() ? (Boolean) request.getSendMessage() : null;
    outbox.keep(
        DISMISSED,
        new Document("group", groupID).append("chatCopy", chatCopy),
        () -> {
          var _ = data.changes().dismiss(groupID);
          tellDismissed(group, roster, chatCopy);
        });
    return DismissGroupResp.getDefaultInstance();
  }

  private boolean resumeDismissed(Document facts) {
    String groupID = facts.getString("group");
    GroupInfo group = data.groups().require(groupID);
    Roster roster = data.directory().roster(groupID);
    // Without members push has told them and let them go.
    boolean made = group.getStatus() == GroupStatus.DISMISSED && roster.size() > 0;
    if (made) {
      var _ = data.changes().logAgain(groupID);
      tellDismissed(group, roster, facts.getBoolean("chatCopy"));
    }
    return made;
  }

  /// A group that is dismissed loses its members in any case: whatever is left of it goes.
  private boolean resumeDissolved(Document facts) {
    String groupID = facts.getString("group");
    boolean made = data.groups().require(groupID).getStatus() == GroupStatus.DISMISSED;
    if (made) {
      data.changes().dissolve(groupID, Facts.ids(facts, "users"));
    }
    return made;
  }

  private void tellDismissed(GroupInfo group, Roster roster, @Nullable Boolean chatCopy) {
    GroupInfo dismissed = group.toBuilder().setStatus(GroupStatus.DISMISSED).build();
    notices.dismissed(GroupDirectory.withRoster(dismissed, roster), chatCopy);
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
        found.stream().map(GroupMemberFullInfo::getUserID).collect(Collectors.toSet());
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
