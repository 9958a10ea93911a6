package im.common.history;

import com.google.common.collect.Lists;
import im.common.history.StoredMessage.Revoke;
import im.common.sequence.ConversationSequences.Stored;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.LongStream;

/// Stored messages by number, and what is done to them afterwards. Of a thousand at a time the
/// recent ones come from Redis in one round trip, the others from Mongo in one query, filled back
/// into Redis. A change is durable and seen by every reader in every process when its call returns.
public final class MessageHistory {
  /// How many consecutive numbers share a document of the store.
  public static final int MESSAGES_PER_DOCUMENT = SlotAddress.SLOTS;

  private static final int CHUNK = 1_000;

  private final MessageCache cache;
  private final MessageStore store;

  /// Reads `cache` first and `store` for the rest.
  public MessageHistory(MessageCache cache, MessageStore store) {
    this.cache = cache;
    this.store = store;
  }

  /// What is stored under each of `seqs`; those under which nothing is stored are absent.
  public Map<Long, StoredMessage> find(String conversationID, Collection<Long> seqs) {
    Map<Long, StoredMessage> found = new HashMap<>();
    find(MessageRef.all(conversationID, seqs)).forEach((ref, slot) -> found.put(ref.seq(), slot));
    return found;
  }

  /// What is stored under each of `refs`, of any conversations; those under which nothing is stored
  /// are absent. All of it is in memory then: who does not need that calls [#first].
  public Map<MessageRef, StoredMessage> find(Collection<MessageRef> refs) {
    List<MessageRef> wanted = refs.stream().filter(ref -> ref.seq() > 0).toList();
    Map<MessageRef, StoredMessage> found = new HashMap<>();
    for (List<MessageRef> chunk : Lists.partition(wanted, CHUNK)) {
      found.putAll(findSome(chunk));
    }
    return found;
  }

  /// A slot under `seqs` that is like that, if there is one; where nothing is stored it is empty.
  public Optional<StoredMessage> first(
      String conversationID, Collection<Long> seqs, Predicate<StoredMessage> condition) {
    for (List<Long> chunk : chunks(seqs)) {
      Map<Long, StoredMessage> found = find(conversationID, chunk);
      for (long seq : chunk) {
        StoredMessage slot = found.getOrDefault(seq, StoredMessage.EMPTY);
        if (condition.test(slot)) {
          return Optional.of(slot);
        }
      }
    }
    return Optional.empty();
  }

  private Map<MessageRef, StoredMessage> findSome(List<MessageRef> wanted) {
    MessageCache.Found cached = cache.find(wanted);
    Map<MessageRef, StoredMessage> found = new HashMap<>(cached.current());
    List<MessageRef> missing =
        wanted.stream()
            .filter(ref -> !found.containsKey(ref) && !cached.erased().contains(ref))
            .toList();
    if (missing.isEmpty()) {
      return found;
    }
    // Tickets before the store: a change that comes in between cancels them.
    Map<MessageRef, String> tickets = cache.reserve(missing);
    Map<MessageRef, StoredMessage> fresh = new HashMap<>();
    Map<MessageRef, StoredMessage> stored = store.find(missing);
    // Erased since we looked in the cache: the slot tells nothing of what was done before.
    Set<MessageRef> erased = cache.gone(cached.outdated().keySet());
    for (MessageRef ref : missing) {
      StoredMessage slot = stored.getOrDefault(ref, StoredMessage.EMPTY);
      StoredMessage outdated = cached.outdated().get(ref);
      if (erased.contains(ref)) {
        continue;
      }
      if (slot.message() != null) {
        fresh.put(ref, slot);
      } else if (outdated != null) {
        // Something was done to it while it is still on its way to the store.
        found.put(
            ref,
            new StoredMessage(outdated.message(), slot.revoke(), slot.deletedFor(), slot.isRead()));
      }
    }
    // An empty slot is not cached: its message may be on its way.
    var _ = cache.fill(fresh, tickets);
    found.putAll(fresh);
    return found;
  }

  /// Takes a message back, once.
  ///
  /// @return false when somebody did before
  public boolean revoke(String conversationID, long seq, Revoke revoke) {
    List<MessageRef> refs = List.of(new MessageRef(conversationID, seq));
    cache.changing(refs);
    boolean revoked = store.revoke(conversationID, seq, revoke);
    cache.changed(refs);
    return revoked;
  }

  /// Deletes messages for one user; the others keep them.
  public void deleteFor(String userID, String conversationID, Collection<Long> seqs) {
    for (List<Long> chunk : chunks(seqs)) {
      List<MessageRef> refs = MessageRef.all(conversationID, chunk);
      cache.changing(refs);
      store.deleteFor(userID, conversationID, chunk);
      cache.changed(refs);
    }
  }

  /// Stores messages of any conversations, which carry their seq; what was erased on its way here
  /// is erased again. The mark of an erasure comes before it, so that either it or we see the
  /// other.
  public void insert(Map<String, List<MsgData>> messages) {
    store.insert(messages);
    List<MessageRef> refs = new ArrayList<>();
    messages.forEach((conversationID, list) ->
        list.forEach(message -> refs.add(new MessageRef(conversationID, message.getSeq()))));
    Map<String, List<Long>> erased = new HashMap<>();
    for (MessageRef ref : cache.gone(refs)) {
      erased.computeIfAbsent(ref.conversationID(), _ -> new ArrayList<>()).add(ref.seq());
    }
    erased.forEach(store::erase);
  }

  /// Erases messages for everybody, also those that are still on their way to the store.
  public void erase(String conversationID, Collection<Long> seqs) {
    for (List<Long> chunk : chunks(seqs)) {
      List<MessageRef> refs = MessageRef.all(conversationID, chunk);
      cache.erasing(refs);
      store.erase(conversationID, chunk);
      cache.erased(refs);
    }
  }

  /// Marks the messages under `seqs` as read by their receiver: those that somebody else than
  /// `readerID` sent and that are not marked yet. What is not cached stays so: who marks a thousand
  /// messages does not want to see them.
  public void markRead(String conversationID, String readerID, Collection<Long> seqs) {
    for (List<Long> chunk : chunks(seqs)) {
      List<MessageRef> refs = MessageRef.all(conversationID, chunk);
      MessageCache.Found cached = cache.find(refs);
      Set<MessageRef> known = unread(cached, readerID);
      Set<MessageRef> stored = store.unread(cached.missing(refs), readerID);
      String token = cache.reading(known);
      store.markRead(conversationID, seqs(known, stored));
      cache.read(known, token);
      cache.readStored(stored);
    }
  }

  /// Whether what is outdated is marked only the store knows: marking again changes nothing.
  private static Set<MessageRef> unread(MessageCache.Found cached, String readerID) {
    Map<MessageRef, StoredMessage> slots = new HashMap<>(cached.current());
    slots.values().removeIf(StoredMessage::isRead);
    slots.putAll(cached.outdated());
    slots
        .values()
        .removeIf(slot -> slot.message() == null || slot.message().getSendID().equals(readerID));
    return slots.keySet();
  }

  private static Set<Long> seqs(Set<MessageRef> some, Set<MessageRef> others) {
    Set<Long> seqs = new TreeSet<>();
    some.forEach(ref -> seqs.add(ref.seq()));
    others.forEach(ref -> seqs.add(ref.seq()));
    return seqs;
  }

  /// The keys of what is stored under the numbers `from` to `to`, both included; one query.
  public List<Stored> keys(String conversationID, long from, long to) {
    List<Long> seqs = LongStream.rangeClosed(from, to).boxed().toList();
    List<Stored> keys = new ArrayList<>();
    store
        .keys(MessageRef.all(conversationID, seqs))
        .forEach((ref, key) -> keys.add(new Stored(key, ref.seq())));
    return keys;
  }

  private static List<List<Long>> chunks(Collection<Long> seqs) {
    return Lists.partition(seqs.stream().distinct().toList(), CHUNK);
  }
}
