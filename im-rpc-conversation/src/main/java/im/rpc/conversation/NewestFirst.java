package im.rpc.conversation;

import com.google.common.collect.Lists;
import im.proto.sdkws.MsgData;
import im.rpc.conversation.peer.Messages;
import im.rpc.conversation.peer.Messages.Newest;
import im.rpc.conversation.store.ListedConversation;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// The order of conversations by the last message that their owner may see. When that was sent says
/// only the message; when the newest of all was numbered is known, and no message is numbered
/// before it is sent. So messages are read in the order of that numbering, until no further one can
/// be among the first.
final class NewestFirst {
  private static final int LEAST_AT_ONCE = 20;
  private static final int MOST_AT_ONCE = 200;
  // Who sends and who numbers may have clocks that differ by some seconds.
  private static final long CLOCKS_DIFFER_MS = 10_000;

  private final String owner;
  private final Messages messages;
  private final Map<String, Newest> newest;

  /// Reads from `messages` what `owner` may see; `newest` has the newest of the conversations.
  NewestFirst(String owner, Messages messages, Map<String, Newest> newest) {
    this.owner = owner;
    this.messages = messages;
    this.newest = newest;
  }

  /// A conversation and the last message its owner may see; null when there is none.
  record Ranked(ListedConversation row, @Nullable MsgData message) {
    long time() {
      return message == null ? row.createTime() : message.getSendTime();
    }
  }

  /// Of two with the same time the one with the lower id comes first.
  private static final Comparator<Ranked> ORDER =
      Comparator.comparingLong(Ranked::time)
          .reversed()
          .thenComparing(ranked -> ranked.row().conversationID());

  /// The first `count` of `rows`.
  List<Ranked> first(List<ListedConversation> rows, int count) {
    List<ListedConversation> candidates = new ArrayList<>(rows);
    candidates.sort(Comparator.comparingLong(this::latest).reversed());
    PriorityQueue<Ranked> first = new PriorityQueue<>(ORDER.reversed());
    int atOnce = Math.clamp(2L * count, LEAST_AT_ONCE, MOST_AT_ONCE);
    for (List<ListedConversation> some : Lists.partition(candidates, atOnce)) {
      if (first.size() == count && first.element().time() > latest(some.getFirst())) {
        break;
      }
      for (Ranked ranked : ranked(some)) {
        first.add(ranked);
        if (first.size() > count) {
          first.remove();
        }
      }
    }
    return first.stream().sorted(ORDER).toList();
  }

  private List<Ranked> ranked(List<ListedConversation> rows) {
    Map<String, MsgData> last =
        messages.lastMessages(
            owner,
            rows.stream()
                .map(ListedConversation::conversationID)
                .filter(newest::containsKey)
                .toList());
    return rows.stream().map(row -> new Ranked(row, last.get(row.conversationID()))).toList();
  }

  /// A time that the conversation's own is not after.
  private long latest(ListedConversation row) {
    Newest last = newest.get(row.conversationID());
    if (last == null) {
      return row.createTime();
    }
    return last.numberedAt() == 0
        ? Long.MAX_VALUE
        : Math.max(last.numberedAt() + CLOCKS_DIFFER_MS, row.createTime());
  }
}
