package im.rpc.conversation.store;

import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.LocalCache;
import im.common.cache.SharedCache;
import im.common.cache.TieredCache;
import im.common.cache.ValueFormat;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// What is cached of conversations, here and in other processes, under the keys of
/// `reference/redis-keys.tsv`. This process forgets at once; others when the publication reaches
/// them, at the latest after five minutes.
public final class ConversationCaches {
  private static final Duration STALE_AT_MOST = Duration.ofMinutes(5);
  private static final int MAX_CONVERSATIONS = 20_000;
  private static final Duration KEPT_IN_REDIS = Duration.ofHours(12);

  // What services of the reference keep in Redis of an owner, beyond what the channel names.
  private static final List<String> OF_SETTINGS =
      List.of("NOT_NOTIFY_CONVERSATION_IDS:", "PINNED_CONVERSATION_IDS:", "CONVERSATION_USER_MAX:");
  private static final List<String> OF_LISTS =
      List.of(
          "CONVERSATION_IDS_HASH:",
          "NOT_NOTIFY_CONVERSATION_IDS:",
          "PINNED_CONVERSATION_IDS:",
          "CONVERSATION_USER_MAX:");
  private static final String NOT_RECEIVING = "CONVERSATION_NOT_RECEIVE_MESSAGE_USER_IDS:";

  private final CacheInvalidation invalidation;
  private final TieredCache<List<String>> notReceiving;
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
                STALE_AT_MOST,
                invalidation,
                Topic.CONVERSATION,
                meters),
            shared,
            ValueFormat.STRINGS,
            KEPT_IN_REDIS);
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
    ownerUserIDs.forEach(owner -> keys.add(conversation(owner, conversationID)));
    if (receiveOption) {
      keys.add(NOT_RECEIVING + conversationID);
    }
    drop(keys, ownerUserIDs, OF_SETTINGS);
  }

  /// Conversations of one owner were made or removed.
  void listChanged(String ownerUserID, Collection<String> conversationIDs) {
    List<String> keys = new ArrayList<>(2 * conversationIDs.size() + 1);
    keys.add("CONVERSATION_IDS:" + ownerUserID);
    for (String conversationID : conversationIDs) {
      keys.add(conversation(ownerUserID, conversationID));
      keys.add(NOT_RECEIVING + conversationID);
    }
    drop(keys, List.of(ownerUserID), OF_LISTS);
  }

  /// One conversation was made for some owners.
  void madeFor(Collection<String> ownerUserIDs, String conversationID) {
    List<String> keys = new ArrayList<>(2 * ownerUserIDs.size() + 1);
    for (String owner : ownerUserIDs) {
      keys.add("CONVERSATION_IDS:" + owner);
      keys.add(conversation(owner, conversationID));
    }
    keys.add(NOT_RECEIVING + conversationID);
    drop(keys, ownerUserIDs, OF_LISTS);
  }

  private void drop(List<String> keys, Collection<String> ownerUserIDs, List<String> prefixes) {
    keys.stream().filter(key -> key.startsWith(NOT_RECEIVING)).forEach(notReceiving::invalidate);
    List<String> sharedOnly =
        ownerUserIDs.stream()
            .flatMap(owner -> prefixes.stream().map(prefix -> prefix + owner))
            .toList();
    invalidation.publish(Topic.CONVERSATION, keys, sharedOnly);
  }

  private static String conversation(String ownerUserID, String conversationID) {
    return "CONVERSATION:" + ownerUserID + ":" + conversationID;
  }
}
