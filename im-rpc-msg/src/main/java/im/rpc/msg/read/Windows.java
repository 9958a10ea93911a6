package im.rpc.msg.read;

import im.common.message.ConversationIDs;
import im.common.sequence.ConversationSequences;
import im.common.sequence.UserSequences;
import im.common.sequence.UserSequences.Bounds;
import im.proto.conversation.Conversation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Computes what a user may see of a conversation.
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
  @Nullable Window of(String userID, String conversationID) {
    boolean notification = ConversationIDs.isNotification(conversationID);
    @Nullable Conversation row = null;
    if (notification) {
      if (!owned.owns(userID, conversationID)) {
        return null;
      }
    } else {
      row = owned.rows(userID, List.of(conversationID)).get(conversationID);
      if (row == null) {
        return null;
      }
    }
    long max = conversations.maxSeqs(List.of(conversationID)).getOrDefault(conversationID, 0L);
    Bounds bounds = users.bounds(userID, conversationID);
    long min = bounds.minSeq();
    max = limit(max, bounds.maxSeq());
    if (row != null) {
      max = limit(max, row.getMaxSeq());
      min = Math.max(min, row.getMinSeq());
    }
    return new Window(min, max);
  }

  private static long limit(long max, long limit) {
    return limit > 0 ? Math.min(max, limit) : max;
  }
}
