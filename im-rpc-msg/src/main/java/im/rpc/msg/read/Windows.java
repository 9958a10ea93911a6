package im.rpc.msg.read;

import im.common.message.ConversationIDs;
import im.common.sequence.ConversationSequences;
import im.common.sequence.UserSequences;
import im.common.sequence.UserSequences.Bounds;
import im.proto.conversation.Conversation;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What users may see of conversations: its limits, and the windows between them, computed in a
/// fixed number of round trips whatever the number of conversations.
public final class Windows {
  private final OwnedConversations owned;
  private final ConversationSequences conversations;
  private final UserSequences users;

  /// Combines the conversation's row, its numbers and the user's bounds.
  public Windows(
      OwnedConversations owned, ConversationSequences conversations, UserSequences users) {
    this.owned = owned;
    this.conversations = conversations;
    this.users = users;
  }

  /// The window of `userID` in `conversationID`, or null when he has nothing to do with it.
  public @Nullable Window of(String userID, String conversationID) {
    return of(userID, List.of(conversationID)).get(conversationID);
  }

  /// The windows of `userID` in those of `conversationIDs` that he takes part in.
  public Map<String, Window> of(String userID, Collection<String> conversationIDs) {
    Set<String> asked = new LinkedHashSet<>(conversationIDs);
    List<String> chats = asked.stream().filter(id -> !ConversationIDs.isNotification(id)).toList();
    List<String> notifications = asked.stream().filter(ConversationIDs::isNotification).toList();
    Map<String, Conversation> rows = owned.rows(userID, chats);
    Set<String> readable = new LinkedHashSet<>(rows.keySet());
    readable.addAll(owned.among(userID, notifications));
    Map<String, Window> windows = new HashMap<>();
    if (readable.isEmpty()) {
      return windows;
    }
    Map<String, Long> newest = conversations.maxSeqs(readable);
    Map<String, Bounds> bounds = users.bounds(userID, readable);
    for (String id : readable) {
      Bounds bound = bounds.getOrDefault(id, Bounds.ALL);
      long min = bound.minSeq();
      long max = newest.getOrDefault(id, 0L);
      // What limits it is a group's end: it does not end what a pair is told under the same name.
      if (!ConversationIDs.isNotificationOfPair(id, userID)) {
        max = limit(max, bound.maxSeq());
      }
      Conversation row = rows.get(id);
      if (row != null) {
        min = Math.max(min, row.getMinSeq());
        max = limit(max, row.getMaxSeq());
      }
      windows.put(id, new Window(min, max));
    }
    return windows;
  }

  /// Hides from users what comes before the number `minSeq` for good.
  public void begin(List<String> userIDs, String conversationID, long minSeq) {
    users.raiseMin(userIDs, conversationID, minSeq);
  }

  /// Ends a conversation for users after the number `maxSeq`, 0 lifts that. With a group's chat
  /// ends, at what is the newest now, what is told beside it: who left reads none of what follows.
  /// Where that may be what a pair is told as well, [MessageViews] leaves out the group's only.
  public void end(List<String> userIDs, String conversationID, long maxSeq) {
    users.setMax(userIDs, conversationID, maxSeq);
    if (ConversationIDs.isGroup(conversationID)) {
      String told = ConversationIDs.notificationOf(conversationID);
      users.setMax(userIDs, told, maxSeq == 0 ? 0 : Bounds.endAfter(newest(told)));
    }
  }

  private long newest(String conversationID) {
    return conversations.maxSeqs(List.of(conversationID)).getOrDefault(conversationID, 0L);
  }

  private static long limit(long max, long limit) {
    return limit > 0 ? Math.min(max, limit) : max;
  }
}
