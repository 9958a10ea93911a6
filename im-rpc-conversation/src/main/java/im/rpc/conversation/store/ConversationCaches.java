package im.rpc.conversation.store;

import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.LocalCache;
import im.common.cache.SharedCache;
import im.common.cache.SharedValues;
import im.common.cache.TieredCache;
import im.common.cache.ValueFormat;
import im.common.redis.RedisKeys;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// What is cached of conversations, under the keys of `reference/redis-keys.tsv`. Who is not to be
/// disturbed is kept in this process too, which forgets it at once; others when the publication
/// reaches them, at the latest after five minutes. The rest only Redis keeps: a read that begins
/// after a change was published finds it. What is answered together with a version is not read
/// here, for a change makes its version step before it is published.
public final class ConversationCaches {
  private static final int MAX_CONVERSATIONS = 20_000;
  private static final Duration KEPT_IN_REDIS = Duration.ofHours(12);

  // Some changes of rows are made without anybody being told, so nothing finishes one whose process
  // dies before it has dropped the value.
  private static final Duration ROWS_KEPT = Duration.ofHours(1);

  private static final String PINNED = "PINNED_CONVERSATION_IDS:";
  private static final String SILENT = "NOT_NOTIFY_CONVERSATION_IDS:";

  // What is in Redis of an owner beyond what the channel names; some of it only services of the
  // reference keep.
  private static final List<String> OF_SETTINGS = List.of(SILENT, PINNED, "CONVERSATION_USER_MAX:");
  private static final List<String> OF_LISTS =
      List.of("CONVERSATION_IDS_HASH:", SILENT, PINNED, "CONVERSATION_USER_MAX:");
  private static final String NOT_RECEIVING = "CONVERSATION_NOT_RECEIVE_MESSAGE_USER_IDS:";

  private final CacheInvalidation invalidation;
  private final TieredCache<List<String>> notReceiving;
  private final SharedValues<StoredConversation> rows;
  private final SharedValues<List<String>> ids;
  private final ConversationStore store;

  /// Loads misses from `store`.
  public ConversationCaches(
      ConversationStore store,
      SharedCache shared,
      CacheInvalidation invalidation,
      MeterRegistry meters) {
    this.store = store;
    this.invalidation = invalidation;
    notReceiving =
        new TieredCache<>(
            new LocalCache<>(
                "conversation_not_receiving",
                MAX_CONVERSATIONS,
                invalidation,
                Topic.CONVERSATION,
                meters),
            shared,
            ValueFormat.STRINGS,
            KEPT_IN_REDIS);
    rows = new SharedValues<>(shared, new ConversationFormat(), ROWS_KEPT);
    ids = new SharedValues<>(shared, ValueFormat.stringsUpTo(ValueFormat.MAX_IDS), ROWS_KEPT);
  }

  /// One conversation of one owner. Of one that is not there the store is asked each time: it may
  /// have been made a moment ago, and in the list of its owner already.
  public Optional<StoredConversation> find(String ownerUserID, String conversationID) {
    Supplier<Optional<StoredConversation>> stored = () -> store.find(ownerUserID, conversationID);
    return rows.get(RedisKeys.conversation(ownerUserID, conversationID), stored).or(stored);
  }

  /// The ids of all conversations of one owner.
  public List<String> ids(String ownerUserID) {
    return ids(RedisKeys.conversationIDs(ownerUserID), () -> store.ids(ownerUserID));
  }

  /// The ids of an owner's pinned conversations.
  public List<String> pinnedIDs(String ownerUserID) {
    return ids(PINNED + ownerUserID, () -> store.pinnedIDs(ownerUserID));
  }

  /// The ids of an owner's conversations that arrive without a notice (recvMsgOpt 2).
  public List<String> silentIDs(String ownerUserID) {
    return ids(SILENT + ownerUserID, () -> store.silentIDs(ownerUserID));
  }

  private List<String> ids(String key, Supplier<List<String>> loader) {
    return ids.get(key, () -> Optional.of(loader.get())).orElse(List.of());
  }

  /// The owners who do not want to be disturbed by a conversation. Push asks for every message.
  public List<String> ownersNotReceiving(String conversationID) {
    return notReceiving
        .get(
            NOT_RECEIVING + conversationID,
            _ -> Optional.of(store.ownersNotReceiving(conversationID)))
        .orElse(List.of());
  }

  /// Some owners' settings of a conversation changed; `receiveOption` when that was among them.
  void settingsChanged(
      Collection<String> ownerUserIDs, String conversationID, boolean receiveOption) {
    List<String> keys = new ArrayList<>(ownerUserIDs.size() + 1);
    ownerUserIDs.forEach(owner -> keys.add(RedisKeys.conversation(owner, conversationID)));
    if (receiveOption) {
      keys.add(NOT_RECEIVING + conversationID);
    }
    drop(keys, ownerUserIDs, OF_SETTINGS);
  }

  /// Settings, but not the option of receiving, of some conversations of each owner changed.
  void settingsChanged(Map<String, List<String>> conversationIDs) {
    List<String> keys = new ArrayList<>();
    conversationIDs.forEach(
        (owner, ids) -> ids.forEach(id -> keys.add(RedisKeys.conversation(owner, id))));
    drop(keys, conversationIDs.keySet(), OF_SETTINGS);
  }

  /// Conversations of one owner were made or removed.
  void listChanged(String ownerUserID, Collection<String> conversationIDs) {
    List<String> keys = new ArrayList<>(2 * conversationIDs.size() + 1);
    keys.add(RedisKeys.conversationIDs(ownerUserID));
    for (String conversationID : conversationIDs) {
      keys.add(RedisKeys.conversation(ownerUserID, conversationID));
      keys.add(NOT_RECEIVING + conversationID);
    }
    drop(keys, List.of(ownerUserID), OF_LISTS);
  }

  /// One conversation was made for some owners.
  void madeFor(Collection<String> ownerUserIDs, String conversationID) {
    List<String> keys = new ArrayList<>(2 * ownerUserIDs.size() + 1);
    for (String owner : ownerUserIDs) {
      keys.add(RedisKeys.conversationIDs(owner));
      keys.add(RedisKeys.conversation(owner, conversationID));
    }
    keys.add(NOT_RECEIVING + conversationID);
    drop(keys, ownerUserIDs, OF_LISTS);
  }

  private void drop(List<String> keys, Collection<String> ownerUserIDs, List<String> prefixes) {
    List<String> sharedOnly =
        ownerUserIDs.stream()
            .flatMap(owner -> prefixes.stream().map(prefix -> prefix + owner))
            .toList();
    try {
      invalidation.publish(Topic.CONVERSATION, keys, sharedOnly);
    } finally {
      // After Redis, or a reader would bring the old value back from there.
      keys.stream().filter(key -> key.startsWith(NOT_RECEIVING)).forEach(notReceiving::invalidate);
    }
  }
}
