package im.rpc.group.handler;

import im.common.message.Role;
import im.common.notification.Facts;
import im.common.notification.Outbox;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupChanges.Addition;
import im.rpc.group.store.GroupData;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Lets users into a group: the rows, their chat, and the word to the others
/// (`reference/business-rules.md` 7.6).
public final class Entrance {
  private static final String ENTERED = "entered";

  private final GroupData data;
  private final Profiles profiles;
  private final Operators operators;
  private final GroupNotices notices;
  private final ChatDoors doors;
  private final Outbox outbox;
  private final Clock clock;

  /// Wires the procedure.
  public Entrance(
      GroupData data,
      Profiles profiles,
      Operators operators,
      GroupNotices notices,
      ChatDoors doors,
      Outbox outbox,
      Clock clock) {
    this.data = data;
    this.profiles = profiles;
    this.operators = operators;
    this.notices = notices;
    this.doors = doors;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How entrances are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(ENTERED, this::resume);
  }

  /// One user comes in by himself: 1510. False when he is a member already; 1204 when the group was
  /// dismissed meanwhile.
  boolean enter(GroupInfo group, String userID, int joinSource) {
    return let(group, List.of(userID), joinSource, "", null);
  }

  /// Users come in through `inviterID`: a version step and a 1509 for each 50. Who is a member
  /// already stays as he is. 1204 when the group was dismissed meanwhile.
  void bring(
      GroupInfo group,
      List<String> userIDs,
      int joinSource,
      String inviterID,
      @Nullable Boolean chatCopy) {
    let(group, userIDs, joinSource, inviterID, chatCopy);
  }

  private boolean let(
      GroupInfo group,
      List<String> userIDs,
      int joinSource,
      String inviterID,
      @Nullable Boolean chatCopy) {
    String groupID = group.getGroupID();
    List<GroupMemberFullInfo> rows =
        userIDs.stream().map(userID -> member(groupID, userID, joinSource, inviterID)).toList();
    Outcome outcome =
        outbox.keep(
            ENTERED,
            new Document("rows", Facts.messages(rows)).append("chatCopy", chatCopy),
            () -> {
              List<Addition> additions = data.changes().add(groupID, rows);
              return additions.isEmpty()
                  ? Outcome.NOBODY_NEW
                  : follow(group, additions, inviterID, chatCopy);
            });
    if (outcome == Outcome.DISMISSED) {
      throw GroupGuard.dismissed();
    }
    return outcome == Outcome.IN;
  }

  private enum Outcome {
    IN,
    NOBODY_NEW,
    DISMISSED
  }

  private Outcome follow(
      GroupInfo group, List<Addition> additions, String inviterID, @Nullable Boolean chatCopy) {
    String groupID = group.getGroupID();
    List<String> userIDs = additions.stream().flatMap(each -> ids(each.added()).stream()).toList();
    // Who dismisses the group later finds them in it; who was faster did not.
    if (!data.groups().isAlive(groupID)) {
      data.changes().takeBack(groupID, userIDs);
      return Outcome.DISMISSED;
    }
    additions.forEach(each -> data.directory().added(groupID, ids(each.added()), each.stamp()));
    doors.open(groupID, userIDs);
    tell(group, additions, inviterID, chatCopy);
    return Outcome.IN;
  }

  private boolean resume(Document facts) {
    List<GroupMemberFullInfo> rows = Facts.messages(facts, "rows", GroupMemberFullInfo.parser());
    String groupID = rows.getFirst().getGroupID();
    Map<String, Long> joinTimes =
        rows.stream()
            .collect(
                Collectors.toMap(GroupMemberFullInfo::getUserID, GroupMemberFullInfo::getJoinTime));
    List<GroupMemberFullInfo> entered =
        data.members().find(groupID, joinTimes.keySet()).stream()
            .filter(
                member -> joinTimes.getOrDefault(member.getUserID(), 0L) == member.getJoinTime())
            .toList();
    if (entered.isEmpty()) {
      return false;
    }
    if (!data.groups().isAlive(groupID)) {
      data.changes().takeBack(groupID, ids(entered));
      return true;
    }
    // First what may fail for a service that is away: no version is made for nothing then.
    doors.openAgain(groupID, ids(entered), entered.getFirst().getJoinTime());
    tell(
        data.groups().require(groupID),
        data.changes().addedAgain(groupID, entered),
        rows.getFirst().getInviterUserID(),
        facts.getBoolean("chatCopy"));
    return true;
  }

  private void tell(
      GroupInfo group, List<Addition> additions, String inviterID, @Nullable Boolean chatCopy) {
    GroupInfo described = data.directory().describe(group);
    if (inviterID.isEmpty()) {
      Addition entrance = additions.getFirst();
      notices.entered(
          described, profiles.fill(entrance.added().getFirst()), clock.millis(), entrance.stamp());
      return;
    }
    String groupID = group.getGroupID();
    GroupMemberFullInfo operator = operators.caller(groupID);
    GroupMemberFullInfo inviter =
        inviterID.equals(Operators.callerID()) ? operator : operators.show(groupID, inviterID);
    List<GroupMemberFullInfo> all =
        profiles.fill(additions.stream().flatMap(each -> each.added().stream()).toList());
    int from = 0;
    for (Addition each : additions) {
      int to = from + each.added().size();
      notices.invited(
          described,
          new GroupNotices.Invitation(operator, inviter, all.subList(from, to)),
          each.stamp(),
          chatCopy);
      from = to;
    }
  }

  private static List<String> ids(List<GroupMemberFullInfo> members) {
    return members.stream().map(GroupMemberFullInfo::getUserID).toList();
  }

  private GroupMemberFullInfo member(
      String groupID, String userID, int joinSource, String inviterID) {
    return GroupMemberFullInfo.newBuilder()
        .setGroupID(groupID)
        .setUserID(userID)
        .setRoleLevel(Role.MEMBER)
        .setJoinTime(clock.millis())
        .setJoinSource(joinSource)
        .setInviterUserID(inviterID)
        .setOperatorUserID(Operators.callerID())
        .build();
  }
}
