package im.rpc.group.handler;

import im.common.notification.Outbox;
import im.common.sync.Membership;
import im.rpc.group.notice.Chats;
import im.rpc.group.store.GroupData;
import java.util.List;

/// Lets those into a group's chat who became members, and out who are none any more. Who left and
/// goes on reading because a service was away would be a breach: what fails here is done again by
/// the recovery of the change (`docs/architecture.md`, "A notification is not lost").
public final class ChatDoors {
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
          chats.open(groupID, userIDs, chats.hidesHistory() ? chats.newest(groupID) + 1 : 0);
          settle(groupID, userIDs, true);
        });
  }

  /// Part of a change that removed members: the chat ends for them here.
  void shut(String groupID, List<String> userIDs) {
    Outbox.attempt(
        "shutting the chat of group " + groupID,
        () -> {
          chats.limit(groupID, userIDs, chats.newest(groupID));
          settle(groupID, userIDs, false);
        });
  }

  /// Part of the recovery of [#open], for members since `time`, ms. Who left meanwhile stays out.
  void openAgain(String groupID, List<String> userIDs, long time) {
    chats.open(groupID, userIDs, chats.hidesHistory() ? chats.newestAt(groupID, time) + 1 : 0);
    settle(groupID, userIDs, true);
  }

  /// Part of the recovery of [#shut], for those who left at `time`, ms: they see nothing that was
  /// said later. Who came back meanwhile stays in.
  void shutAgain(String groupID, List<String> userIDs, long time) {
    chats.limit(groupID, userIDs, chats.newestAt(groupID, time));
    settle(groupID, userIDs, false);
  }

  /// Who came or went since has the chat, or has not, as whoever let him in or out meant it.
  private void settle(String groupID, List<String> userIDs, boolean opened) {
    Membership.settle(
        userIDs,
        opened,
        some -> data.members().among(groupID, some),
        (in, some) -> {
          if (in) {
            chats.open(groupID, some, 0);
          } else {
            chats.limit(groupID, some, chats.newest(groupID));
          }
        });
  }
}
