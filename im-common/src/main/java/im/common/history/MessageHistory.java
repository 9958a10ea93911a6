package im.common.history;

import im.common.sequence.ConversationSequences.Stored;
import im.common.sequence.MessageKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/// Stored messages by number: recent ones from Redis in one round trip, the others from Mongo in
/// one query, filled back into Redis.
public final class MessageHistory {
  private final MessageCache cache;
  private final MessageStore store;

  /// Reads `cache` first and `store` for the rest.
  public MessageHistory(MessageCache cache, MessageStore store) {
    this.cache = cache;
    this.store = store;
  }

  /// What is stored under each of `seqs`; those under which nothing is stored are absent.
  public Map<Long, StoredMessage> find(String conversationID, Collection<Long> seqs) {
    Map<Long, StoredMessage> found = new HashMap<>(cache.find(conversationID, seqs));
    List<Long> missing = new ArrayList<>();
    for (long seq : seqs) {
      if (seq > 0 && !found.containsKey(seq)) {
        missing.add(seq);
      }
    }
    if (!missing.isEmpty()) {
      Map<Long, StoredMessage> stored = store.find(conversationID, missing);
      // An empty slot is not cached: its message may be on its way.
      stored.values().removeIf(slot -> slot.message() == null);
      cache.fill(conversationID, stored);
      found.putAll(stored);
    }
    found.values().removeIf(slot -> slot.message() == null);
    return found;
  }

  /// Marks the messages under `seqs` as read by their receiver: those that somebody else than
  /// `readerID` sent and that are not marked yet.
  public void markRead(String conversationID, String readerID, Collection<Long> seqs) {
    Map<Long, StoredMessage> marked = new HashMap<>();
    find(conversationID, seqs)
        .forEach((seq, slot) -> {
          if (slot.message() != null
              && !slot.isRead()
              && !slot.message().getSendID().equals(readerID)) {
            marked.put(
                seq, new StoredMessage(slot.message(), slot.revoke(), slot.deletedFor(), true));
          }
        });
    store.markRead(conversationID, marked.keySet());
    cache.replace(conversationID, marked).toCompletableFuture().join();
  }

  /// The keys of the newest stored messages at or below `maxSeq`, about a hundred.
  public List<Stored> newest(String conversationID, long maxSeq) {
    List<Long> seqs =
        LongStream.rangeClosed(Math.max(1, maxSeq - SlotAddress.SLOTS), maxSeq).boxed().toList();
    List<Stored> newest = new ArrayList<>();
    store
        .find(conversationID, seqs)
        .forEach((seq, slot) -> {
          if (slot.message() != null) {
            newest.add(
                new Stored(
                    new MessageKey(slot.message().getSendID(), slot.message().getClientMsgID()),
                    seq));
          }
        });
    return newest;
  }
}
