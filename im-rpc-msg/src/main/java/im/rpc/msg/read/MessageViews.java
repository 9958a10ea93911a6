package im.rpc.msg.read;

import com.google.protobuf.ByteString;
import im.common.history.MessageHistory;
import im.common.history.MessageRef;
import im.common.history.StoredMessage;
import im.common.message.ContentType;
import im.common.message.ConversationIDs;
import im.common.message.MessageStatus;
import im.common.message.SessionType;
import im.common.sequence.UserSequences;
import im.common.sequence.UserSequences.Bounds;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.LongStream;

/// Stored messages as one user sees them (`reference/pipeline-storage.md` 5.3): what he deleted has
/// no content, what was revoked says so, also where it is quoted, and what is gone or not there yet
/// is a placeholder of status 4. There is exactly one message for every number asked for.
public final class MessageViews {
  /// How far back the time of a placeholder is looked for.
  private static final int TIME_REACH = 100;

  private final MessageHistory history;
  private final OwnedConversations owned;
  private final UserSequences users;

  /// Reads from `history`.
  public MessageViews(MessageHistory history, OwnedConversations owned, UserSequences users) {
    this.history = history;
    this.owned = owned;
    this.users = users;
  }

  /// The messages under the given numbers of each conversation, in the order of the numbers, as
  /// `userID` sees them; an empty `userID` stands for nobody in particular.
  public Map<String, List<MsgData>> of(
      String userID, Map<String, ? extends Collection<Long>> seqs) {
    Set<MessageRef> refs = new LinkedHashSet<>();
    seqs.forEach((id, numbers) -> refs.addAll(MessageRef.all(id, numbers)));
    Map<MessageRef, StoredMessage> slots = new HashMap<>(history.find(refs));
    Map<String, Bounds> groups = groupsNamedLikePairs(userID, slots);
    slots.entrySet().removeIf(slot -> !concerns(userID, slot.getKey(), slot.getValue(), groups));
    Map<MessageRef, StoredMessage> quoted = history.find(quoted(slots));
    Map<String, NavigableMap<Long, Long>> times = times(refs, slots);
    Map<String, List<MsgData>> views = new HashMap<>();
    seqs.forEach((id, numbers) -> {
      List<MsgData> messages = new ArrayList<>(numbers.size());
      for (long seq : numbers) {
        MessageRef ref = new MessageRef(id, seq);
        StoredMessage slot = slots.get(ref);
        messages.add(
            slot == null
                ? placeholder(seq, times.getOrDefault(id, new TreeMap<>()))
                : view(userID, ref, slot, quoted));
      }
      views.put(id, messages);
    });
    return views;
  }

  private static MsgData placeholder(long seq, NavigableMap<Long, Long> times) {
    Map.Entry<Long, Long> earlier = times.lowerEntry(seq);
    return MsgData.newBuilder()
        .setSeq(seq)
        .setStatus(MessageStatus.DELETED)
        .setSendTime(earlier == null ? 0 : earlier.getValue())
        .build();
  }

  private static MsgData view(
      String userID, MessageRef ref, StoredMessage slot, Map<MessageRef, StoredMessage> quoted) {
    MsgData message = slot.message() == null ? MsgData.getDefaultInstance() : slot.message();
    MsgData.Builder view = message.toBuilder();
    if (slot.deletedFor().contains(userID)) {
      view.setContent(ByteString.EMPTY).setStatus(MessageStatus.DELETED);
    } else if (message.getContentType() == ContentType.QUOTE) {
      view.setContent(Quotes.show(message.getContent(), ref.conversationID(), quoted));
    }
    if (slot.revoke() != null) {
      view.setContentType(ContentType.MESSAGE_REVOKED)
          .setContent(ByteString.copyFromUtf8(RevokedContent.of(message, slot.revoke())));
    }
    view.setIsRead(slot.isRead() && message.getSessionType() == SessionType.SINGLE);
    return view.build();
  }

  private static Set<MessageRef> quoted(Map<MessageRef, StoredMessage> slots) {
    Set<MessageRef> quoted = new LinkedHashSet<>();
    slots.forEach((ref, slot) -> {
      if (slot.message() != null && slot.message().getContentType() == ContentType.QUOTE) {
        long seq = Quotes.quotedSeq(slot.message().getContent());
        if (seq > 0) {
          quoted.add(new MessageRef(ref.conversationID(), seq));
        }
      }
    });
    return quoted;
  }

  /// When the stored messages at and before the asked ones were sent, by conversation and number.
  private Map<String, NavigableMap<Long, Long>> times(
      Set<MessageRef> refs, Map<MessageRef, StoredMessage> slots) {
    Map<String, NavigableMap<Long, Long>> times = new HashMap<>();
    slots.forEach((ref, slot) -> note(times, ref, slot));
    Set<MessageRef> before = new LinkedHashSet<>();
    for (MessageRef ref : refs) {
      if (ref.seq() > 1
          && !slots.containsKey(ref)
          && times.getOrDefault(ref.conversationID(), new TreeMap<>()).lowerKey(ref.seq())
              == null) {
        LongStream.range(Math.max(1, ref.seq() - TIME_REACH), ref.seq())
            .forEach(seq -> before.add(new MessageRef(ref.conversationID(), seq)));
      }
    }
    before.removeAll(refs);
    history.find(before).forEach((ref, slot) -> note(times, ref, slot));
    return times;
  }

  private static void note(
      Map<String, NavigableMap<Long, Long>> times, MessageRef ref, StoredMessage slot) {
    if (slot.message() != null) {
      times
          .computeIfAbsent(ref.conversationID(), _ -> new TreeMap<>())
          .put(ref.seq(), slot.message().getSendTime());
    }
  }

  /// Names of conversations are put together from ids and can coincide, as those of the pair `a`,
  /// `b_c` and the pair `a_b`, `c`: nobody sees what was said between others.
  private boolean concerns(
      String userID, MessageRef ref, StoredMessage slot, Map<String, Bounds> groups) {
    MsgData message = slot.message();
    if (userID.isEmpty() || message == null) {
      return true;
    }
    if (message.getSessionType() != SessionType.GROUP) {
      return message.getSendID().equals(userID) || message.getRecvID().equals(userID);
    }
    String chat = ConversationIDs.group(message.getGroupID());
    long end = groups.getOrDefault(ref.conversationID(), Bounds.ALL).maxSeq();
    return (ref.conversationID().equals(chat) || owned.chats(userID).contains(chat))
        && (end == 0 || ref.seq() <= end);
  }

  /// How far the user sees what a group is told where he is told of a pair as well: there his
  /// window is not the group's.
  private Map<String, Bounds> groupsNamedLikePairs(
      String userID, Map<MessageRef, StoredMessage> slots) {
    Set<String> shared = new LinkedHashSet<>();
    slots.forEach((ref, slot) -> {
      if (slot.message() != null
          && slot.message().getSessionType() == SessionType.GROUP
          && ConversationIDs.isNotificationOfPair(ref.conversationID(), userID)) {
        shared.add(ref.conversationID());
      }
    });
    return shared.isEmpty() ? Map.of() : users.bounds(userID, shared);
  }
}
