package im.rpc.group.handler;

import im.common.notification.Outbox;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.Chats;
import im.rpc.group.store.GroupData;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Lets those into a group's chat who became members, and out who are none any more. Who left and
/// goes on reading because a service was away would be a breach: what fails here is done again by
/// the recovery of the change (`docs/architecture.md`, "A notification is not lost").
public final class ChatDoors {
  private static final Duration LONG = Duration.ofSeconds(1);

  private final GroupData data;
  private final Chats chats;

  /// Opens and shuts `chats`; who is a member stands in `data`.
  public ChatDoors(GroupData data, Chats chats) {
    this.data = data;
    this.chats = chats;
  }

  /// Part of a change that made members: they have the chat.
  void open(String groupID, List<String> userIDs) {
    Outbox.attempt(
        "opening the chat of group " + groupID,
        () -> {
          long start = System.nanoTime();
          chats.open(groupID, userIDs, chats.hidesHistory() ? chats.newest(groupID) + 1 : 0);
          if (isLong(start)) {
            keepOut(groupID, userIDs);
          }
        });
  }

  /// Part of a change that removed members: the chat ends for them here.
  void shut(String groupID, List<String> userIDs) {
    Outbox.attempt(
        "shutting the chat of group " + groupID,
        () -> {
          long start = System.nanoTime();
          chats.limit(groupID, userIDs, chats.newest(groupID));
          if (isLong(start)) {
            keepIn(groupID, userIDs);
          }
        });
  }

  /// Part of the recovery of [#open], for members since `time`, ms. Who left meanwhile stays out.
  void openAgain(String groupID, List<String> userIDs, long time) {
    chats.open(groupID, userIDs, chats.hidesHistory() ? chats.newestAt(groupID, time) + 1 : 0);
    keepOut(groupID, userIDs);
  }

  /// Part of the recovery of [#shut], for those who left at `time`, ms: they see nothing that was
  /// said later. Who came back meanwhile stays in.
  void shutAgain(String groupID, List<String> userIDs, long time) {
    chats.limit(groupID, userIDs, chats.newestAt(groupID, time));
    keepIn(groupID, userIDs);
  }

  /// Whether others may have changed the membership and the chat since, and we undid the latter.
  private static boolean isLong(long start) {
    return System.nanoTime() - start > LONG.toNanos();
  }

  private void keepOut(String groupID, List<String> opened) {
    Set<String> members = members(groupID, opened);
    List<String> left = opened.stream().filter(Predicate.not(members::contains)).toList();
    if (!left.isEmpty()) {
      chats.limit(groupID, left, chats.newest(groupID));
    }
  }

  private void keepIn(String groupID, List<String> shut) {
    List<String> back = List.copyOf(members(groupID, shut));
    if (!back.isEmpty()) {
      chats.open(groupID, back, 0);
    }
  }

  private Set<String> members(String groupID, List<String> userIDs) {
    return data.members().find(groupID, userIDs).stream()
        .map(GroupMemberFullInfo::getUserID)
        .collect(Collectors.toSet());
  }
}
