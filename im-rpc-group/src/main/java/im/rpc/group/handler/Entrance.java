package im.rpc.group.handler;

import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.Chats;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.GroupChanges.Addition;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.Role;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Lets users into a group: the rows, their chat, and the word to the others
/// (`reference/business-rules.md` 7.6).
public final class Entrance {
  private final GroupData data;
  private final Profiles profiles;
  private final Operators operators;
  private final GroupNotices notices;
  private final Chats chats;
  private final Clock clock;

  /// Wires the procedure.
  public Entrance(
      GroupData data,
      Profiles profiles,
      Operators operators,
      GroupNotices notices,
      Chats chats,
      Clock clock) {
    this.data = data;
    this.profiles = profiles;
    this.operators = operators;
    this.notices = notices;
    this.chats = chats;
    this.clock = clock;
  }

  /// One user comes in by himself: 1510. False when he is a member already.
  boolean enter(GroupInfo group, String userID, int joinSource) {
    String groupID = group.getGroupID();
    Optional<Addition> addition =
        data.changes().add(groupID, List.of(member(groupID, userID, joinSource, "")));
    addition.ifPresent(entered -> {
      chats.open(groupID, List.of(userID));
      notices.entered(
          data.directory().describe(group),
          profiles.fill(entered.added().getFirst()),
          clock.millis(),
          entered.stamp());
    });
    return addition.isPresent();
  }

  /// Users come in through `inviterID`: one version step and one 1509. Returns those who were not
  /// members before.
  List<String> bring(
      GroupInfo group,
      List<String> userIDs,
      int joinSource,
      String inviterID,
      @Nullable Boolean chatCopy) {
    String groupID = group.getGroupID();
    List<GroupMemberFullInfo> rows =
        userIDs.stream().map(userID -> member(groupID, userID, joinSource, inviterID)).toList();
    Optional<Addition> addition = data.changes().add(groupID, rows);
    if (addition.isEmpty()) {
      return List.of();
    }
    List<GroupMemberFullInfo> added = addition.get().added();
    List<String> addedIDs = added.stream().map(GroupMemberFullInfo::getUserID).toList();
    chats.open(groupID, addedIDs);
    notices.invited(
        data.directory().describe(group),
        operators.show(groupID, inviterID),
        profiles.fill(added),
        addition.get().stamp(),
        chatCopy);
    return addedIDs;
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
