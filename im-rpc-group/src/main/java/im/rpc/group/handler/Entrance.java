package im.rpc.group.handler;

import im.common.notification.Outbox;
import im.common.sync.VersionState;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.Chats;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupChanges.Addition;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.Role;
import im.rpc.group.store.Stamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Chats chats;
  private final Outbox outbox;
  private final Clock clock;

  /// Wires the procedure.
  public Entrance(
      GroupData data,
      Profiles profiles,
      Operators operators,
      GroupNotices notices,
      Chats chats,
      Outbox outbox,
      Clock clock) {
    this.data = data;
    this.profiles = profiles;
    this.operators = operators;
    this.notices = notices;
    this.chats = chats;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How entrances are finished that a process left half done.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(ENTERED, this::resume);
  }

  /// One user comes in by himself: 1510. False when he is a member already.
  boolean enter(GroupInfo group, String userID, int joinSource) {
    return let(group, List.of(userID), joinSource, "", null).isPresent();
  }

  /// Users come in through `inviterID`: one version step and one 1509. Returns those who were not
  /// members before.
  List<String> bring(
      GroupInfo group,
      List<String> userIDs,
      int joinSource,
      String inviterID,
      @Nullable Boolean chatCopy) {
    return let(group, userIDs, joinSource, inviterID, chatCopy)
        .map(addition -> addition.added().stream().map(GroupMemberFullInfo::getUserID).toList())
        .orElse(List.of());
  }

  private Optional<Addition> let(
      GroupInfo group,
      List<String> userIDs,
      int joinSource,
      String inviterID,
      @Nullable Boolean chatCopy) {
    String groupID = group.getGroupID();
    List<GroupMemberFullInfo> rows =
        userIDs.stream().map(userID -> member(groupID, userID, joinSource, inviterID)).toList();
    return outbox.keep(
        ENTERED,
        new Document("rows", Facts.messages(rows)).append("chatCopy", chatCopy),
        () -> {
          Optional<Addition> addition = data.changes().add(groupID, rows);
          addition.ifPresent(each -> welcome(group, each, inviterID, chatCopy));
          return addition;
        });
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
    List<String> userIDs = entered.stream().map(GroupMemberFullInfo::getUserID).toList();
    Stamp stamp = data.changes().logAgain(groupID, VersionState.INSERT, userIDs, false);
    welcome(
        data.groups().require(groupID),
        new Addition(entered, stamp),
        rows.getFirst().getInviterUserID(),
        facts.getBoolean("chatCopy"));
    chats.unlimit(groupID, userIDs);
    return true;
  }

  private void welcome(
      GroupInfo group, Addition entered, String inviterID, @Nullable Boolean chatCopy) {
    String groupID = group.getGroupID();
    List<GroupMemberFullInfo> added = entered.added();
    List<String> addedIDs = added.stream().map(GroupMemberFullInfo::getUserID).toList();
    data.directory().added(groupID, addedIDs, entered.stamp());
    chats.open(groupID, addedIDs);
    if (inviterID.isEmpty()) {
      notices.entered(
          data.directory().describe(group),
          profiles.fill(added.getFirst()),
          clock.millis(),
          entered.stamp());
    } else {
      notices.invited(
          data.directory().describe(group),
          operators.show(groupID, inviterID),
          profiles.fill(added),
          entered.stamp(),
          chatCopy);
    }
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
