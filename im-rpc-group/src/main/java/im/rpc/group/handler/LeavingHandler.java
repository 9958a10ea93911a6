package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.error.Requirements;
import im.common.message.GroupStatus;
import im.common.message.Role;
import im.common.notification.Facts;
import im.common.notification.Outbox;
import im.proto.group.DismissGroupReq;
import im.proto.group.DismissGroupResp;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.KickGroupMemberResp;
import im.proto.group.QuitGroupReq;
import im.proto.group.QuitGroupResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.GroupNotices.Kicked;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupChanges.Removal;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupDirectory;
import im.rpc.group.store.Roster;
import java.time.Clock;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// How members leave, and how a group ends (`reference/business-rules.md` 7.7).
public final class LeavingHandler {
  private static final String LEFT = "left";
  private static final String DISMISSED = "dismissed";
  private static final String DISSOLVED = "dissolved";
  private static final String LET_GO = "let.go";
  private static final int MEMBERS_PER_PAGE = 1000;

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
        LEFT, this::resumeLeft,
        DISMISSED, this::resumeDismissed,
        DISSOLVED, this::resumeDissolved,
        LET_GO, this::resumeLetGo);
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
      throw ownerStays(userID);
    }
    List<GroupMemberFullInfo> shown = List.of(profiles.fill(member));
    boolean hasLeft =
        outbox.keep(
            LEFT,
            leaving(shown).append("quit", true),
            () -> {
              List<Removal> removals =
                  data.changes().remove(groupID, List.of(userID), List.of(Role.OWNER));
              if (!removals.isEmpty()) {
                doors.shut(groupID, List.of(userID));
                farewell(group, shown, true, null, removals);
              }
              return !removals.isEmpty();
            });
    if (!hasLeft) {
      // Gone already, or the owner by now.
      var _ = data.members().require(groupID, userID);
      throw ownerStays(userID);
    }
    return QuitGroupResp.getDefaultInstance();
  }

  private static ImException ownerStays(String userID) {
    return GroupGuard.notAllowed("userID: " + userID + " (expected: not the owner)");
  }

  private void farewell(
      GroupInfo group,
      List<GroupMemberFullInfo> gone,
      boolean quit,
      @Nullable Boolean chatCopy,
      List<Removal> removals) {
    String groupID = group.getGroupID();
    removals.forEach(each -> data.directory().removed(groupID, each.gone(), each.stamp()));
    GroupInfo described = data.directory().describe(group);
    if (quit) {
      notices.quit(described, gone.getFirst(), removals.getFirst().stamp());
    } else {
      List<Kicked> kicked =
          removals.stream().map(each -> new Kicked(only(each.gone(), gone), each.stamp())).toList();
      notices.kicked(described, kicked, chatCopy);
    }
  }

  private boolean resumeLeft(Document facts) {
    List<GroupMemberFullInfo> leaving = Facts.messages(facts, "rows", GroupMemberFullInfo.parser());
    String groupID = leaving.getFirst().getGroupID();
    Set<String> still =
        data.members()
            .among(groupID, leaving.stream().map(GroupMemberFullInfo::getUserID).toList());
    List<GroupMemberFullInfo> gone =
        leaving.stream().filter(member -> !still.contains(member.getUserID())).toList();
    if (gone.isEmpty()) {
      return false;
    }
    List<String> goneIDs = gone.stream().map(GroupMemberFullInfo::getUserID).toList();
    // First what may fail for a service that is away: no version is made for nothing then.
    doors.shutAgain(groupID, goneIDs, facts.get("time", clock.millis()));
    farewell(
        data.groups().require(groupID),
        gone,
        facts.getBoolean("quit"),
        facts.getBoolean("chatCopy"),
        data.changes().removedAgain(groupID, goneIDs));
    return true;
  }

  private Document leaving(List<GroupMemberFullInfo> members) {
    return new Document("rows", Facts.messages(members)).append("time", clock.millis());
  }

  /// Removes members. They see the chat until now; they and the others hear 1508, one for each 50
  /// of them. Errors in this order: 1004 unknown group, 1204, 1001 none, somebody twice or the
  /// caller himself, 1004 no owner, 1001 the owner, 1101 not a member, 1002 not allowed to.
  public KickGroupMemberResp kick(KickGroupMemberReq request) {
    GroupInfo group = guard.requireAlive(request.getGroupID());
    List<String> kickedIDs = request.getKickedUserIDsList();
    Requirements.requireDistinct("kickedUserIDs", kickedIDs);
    if (kickedIDs.contains(Operators.callerID())) {
      throw ErrorCode.ARGS.because(
          "kickedUserIDs: " + Operators.callerID() + " (expected: not the caller)");
    }
    Boolean chatCopy = request.hasSendMessage() ? (Boolean) request.getSendMessage() : null;
    List<String> left = kickedIDs;
    while (!left.isEmpty()) {
      // Who is not what he was when it was allowed stayed: what he is now decides.
      left = kick(group, left, chatCopy);
    }
    return KickGroupMemberResp.getDefaultInstance();
  }

  /// Removes those who may be removed and gives those of them who are members nevertheless.
  private List<String> kick(GroupInfo group, List<String> kickedIDs, @Nullable Boolean chatCopy) {
    String groupID = group.getGroupID();
    Roster roster = data.directory().roster(groupID);
    requireOwner(roster, groupID);
    List<GroupMemberFullInfo> kicked = data.members().find(groupID, kickedIDs);
    requireNoOwner(kicked);
    requireMembers(kicked, kickedIDs);
    Set<Integer> spared = Set.of(Role.OWNER);
    if (!access.isAdmin()) {
      spared = requireMayKick(roster, kicked);
    }
    List<GroupMemberFullInfo> shown = profiles.fill(kicked);
    Collection<Integer> sparedRoles = spared;
    List<String> gone =
        outbox.keep(
            LEFT,
            leaving(shown).append("quit", false).append("chatCopy", chatCopy),
            () -> {
              List<Removal> removals = data.changes().remove(groupID, kickedIDs, sparedRoles);
              List<String> goneIDs =
                  removals.stream().flatMap(each -> each.gone().stream()).toList();
              if (!goneIDs.isEmpty()) {
                doors.shut(groupID, goneIDs);
                farewell(group, shown, false, chatCopy, removals);
              }
              return goneIDs;
            });
    return kickedIDs.stream().filter(Predicate.not(Set.copyOf(gone)::contains)).toList();
  }

  private static List<GroupMemberFullInfo> only(
      List<String> userIDs, List<GroupMemberFullInfo> members) {
    Set<String> wanted = Set.copyOf(userIDs);
    return members.stream().filter(member -> wanted.contains(member.getUserID())).toList();
  }

  /// Ends a group. First nobody may speak any more; the push service, about to tell the members
  /// with 1511, calls again with `deleteMember`, and they are let go without another word. Errors
  /// in this order: 1004 no group or no owner any more, 1002 not the owner, 1204 dismissed already.
  public DismissGroupResp dismiss(DismissGroupReq request) {
    String groupID = request.getGroupID();
    Roster roster = data.directory().roster(groupID);
    String ownerID = requireOwner(roster, groupID);
    access.requireSelf(ownerID);
    GroupInfo group = data.groups().require(groupID);
    if (request.getDeleteMember()) {
      outbox.keep(
          DISSOLVED,
          new Document("group", groupID),
          () -> {
            data.changes().beginEnd(groupID);
            dissolve(groupID);
          });
      return DismissGroupResp.getDefaultInstance();
    }
    if (group.getStatus() == GroupStatus.DISMISSED) {
      throw GroupGuard.dismissed();
    }
    Boolean chatCopy = request.hasSendMessage() ? (Boolean) request.getSendMessage() : null;
    boolean isMade =
        outbox.keep(
            DISMISSED,
            new Document("group", groupID).append("chatCopy", chatCopy),
            () -> {
              boolean made = data.changes().dismiss(groupID).isPresent();
              if (made) {
                tellDismissed(group, roster, chatCopy);
              }
              return made;
            });
    if (!isMade) {
      throw GroupGuard.dismissed();
    }
    return DismissGroupResp.getDefaultInstance();
  }

  private boolean resumeDismissed(Document facts) {
    String groupID = facts.getString("group");
    GroupInfo group = data.groups().require(groupID);
    Roster roster = data.directory().roster(groupID);
    // Without members push has let them go, and told them.
    boolean made = group.getStatus() == GroupStatus.DISMISSED && roster.size() > 0;
    if (made) {
      var _ = data.changes().logAgain(groupID);
      tellDismissed(group, roster, facts.getBoolean("chatCopy"));
    }
    return made;
  }

  /// Each page has an entry of its own: none grows with the group.
  private void dissolve(String groupID) {
    List<String> userIDs = data.members().some(groupID, MEMBERS_PER_PAGE);
    while (!userIDs.isEmpty()) {
      letGo(groupID, userIDs);
      userIDs = data.members().some(groupID, MEMBERS_PER_PAGE);
    }
    data.changes().end(groupID);
  }

  private void letGo(String groupID, List<String> userIDs) {
    outbox.keep(
        LET_GO,
        new Document("group", groupID).append("users", userIDs),
        () -> data.changes().letGo(groupID, userIDs));
  }

  private boolean resumeLetGo(Document facts) {
    data.changes().letGo(facts.getString("group"), Facts.ids(facts, "users"));
    return true;
  }

  /// A group that is dismissed loses its members in any case: whatever is left of it goes.
  private boolean resumeDissolved(Document facts) {
    String groupID = facts.getString("group");
    boolean made = data.groups().require(groupID).getStatus() == GroupStatus.DISMISSED;
    if (made) {
      // Entries of earlier versions name all members.
      List<String> userIDs = Facts.ids(facts, "users");
      if (!userIDs.isEmpty()) {
        data.changes().letGo(groupID, userIDs);
      }
      dissolve(groupID);
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

  private static void requireNoOwner(List<GroupMemberFullInfo> kicked) {
    for (GroupMemberFullInfo member : kicked) {
      if (member.getRoleLevel() == Role.OWNER) {
        throw ErrorCode.ARGS.because(
            "kickedUserIDs: " + member.getUserID() + " (expected: not the owner)");
      }
    }
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

  /// Gives the roles that the caller may not remove.
  private static Set<Integer> requireMayKick(Roster roster, List<GroupMemberFullInfo> kicked) {
    int role = roster.role(Operators.callerID());
    for (GroupMemberFullInfo member : kicked) {
      boolean allowed =
          role == Role.OWNER || (role == Role.ADMIN && member.getRoleLevel() == Role.MEMBER);
      if (!allowed) {
        throw mayNotKick(role, member);
      }
    }
    return role == Role.OWNER ? Set.of(Role.OWNER) : Set.of(Role.OWNER, Role.ADMIN);
  }

  private static ImException mayNotKick(int role, GroupMemberFullInfo member) {
    return GroupGuard.notAllowed(
        "kickedUserIDs: %s with roleLevel %d (expected: a lower role than the caller's %d)"
            .formatted(member.getUserID(), member.getRoleLevel(), role));
  }
}
