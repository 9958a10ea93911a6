package im.common.sequence;

import static im.common.mongo.DocumentFields.number;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import im.common.context.Pause;
import im.common.message.ConversationIDs;
import im.common.mongo.Mongo;
import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Numbers the messages of conversations: 1, 2, 3 … in the order of allocation, never the same
/// twice, and remembers which message got which number for at least a day, so that a message that
/// comes again keeps its number. Both happen in one script call, in one slot of a Redis Cluster.
///
/// Layout (`reference/pipeline-storage.md` 3.8): hash `MALLOC_SEQ:<conversation>` as the reference
/// keeps it; hashes `{MALLOC_SEQ:<conversation>}:SENT:<window>` are ours, one for each quarter of a
/// day, and expire. Numbers are reserved in blocks in the Mongo collection `seq`, whose `max_seq`
/// bounds every number ever given: when Redis loses a conversation, numbering goes on above that
/// bound. A server that was restarted or replaced may have lost only the newest numbers, which its
/// data does not show; each hash therefore names the run of the server it was written in (`RUN`,
/// ours), and one from an earlier run counts as lost.
///
/// Readers are told a number when its message can be read, not when it is given: `HIDDEN` (ours)
/// says which of the numbers up to `CURR` are to be shown still, as long as there are any. While a
/// lost conversation is taken up again, `BOUND` (ours) is what it had before.
public final class ConversationSequences {
  private static final LuaScript ALLOCATE =
      LuaScript.resource(ConversationSequences.class, "allocate.lua");
  private static final LuaScript HOLD = LuaScript.resource(ConversationSequences.class, "hold.lua");
  private static final LuaScript REFILL =
      LuaScript.resource(ConversationSequences.class, "refill.lua");
  private static final LuaScript SHOW = LuaScript.resource(ConversationSequences.class, "show.lua");
  private static final Duration KEEP = Duration.ofDays(365);
  private static final Duration LOCK = Duration.ofSeconds(10);
  private static final Duration WINDOW = Duration.ofHours(6);
  private static final int WINDOWS = 5;
  private static final int MAX_CALL = 500;

  // Why a conversation is forgotten, as the scripts write it.
  private static final long LOST = 1;
  private static final long RESTARTED = 2;

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int GROUP_BLOCK = 100;
  private static final int BLOCK = 50;

  /// At least so many messages are known again after Redis forgot: what a client may still repeat.
  private static final int REMEMBERED = 200;

  /// A message that is stored already, for rebuilding the memory after Redis lost it.
  public record Stored(MessageKey key, long seq) {}

  /// Reads what is stored of a conversation.
  @FunctionalInterface
  public interface StoredMessages {
    /// What is stored under the numbers `from` to `to`, both included, nothing that was numbered
    /// before the call left out: it may have to wait for what is on its way to the store.
    List<Stored> between(String conversationID, long from, long to);
  }

  private final Redis redis;
  private final MongoCollection<Document> reserved;
  private final StoredMessages stored;
  private final Clock clock;

  /// `stored` is asked only when Redis does not know a conversation that has messages.
  public ConversationSequences(Redis redis, Mongo mongo, StoredMessages stored, Clock clock) {
    this.redis = redis;
    reserved = mongo.collection("seq");
    this.stored = stored;
    this.clock = clock;
  }

  /// Numbers `messages`, at most 500, of one conversation. Blocks the calling (virtual) thread.
  /// Nobody is told of the numbers before [#show].
  ///
  /// @throws RuntimeException when Redis or Mongo fail; nothing that was not remembered is given
  ///   then
  public Allocation allocate(String conversationID, List<MessageKey> messages) {
    if (messages.size() > MAX_CALL) {
      throw new IllegalArgumentException(
          "messages: " + messages.size() + " (expected: at most " + MAX_CALL + ")");
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    long pauseMs = 5;
    while (System.nanoTime() < deadline) {
      String owner = Long.toString(ThreadLocalRandom.current().nextLong(1, 1_000_000_000));
      List<Long> result = callAllocate(conversationID, messages, owner);
      switch (result.getFirst().intValue()) {
        case 0 -> {
          return allocation(result);
        }
        case 1 -> recover(conversationID, messages.size(), owner);
        case 3 -> refill(conversationID, result.get(1), result.get(2), result.get(3), owner);
        default -> {
          // Another process reserves a block for this conversation right now.
          Pause.of(pauseMs);
          pauseMs = Math.min(pauseMs * 2, 100);
        }
      }
    }
    throw new IllegalStateException(
        "conversation: "
            + conversationID
            + " stays locked (expected: free within "
            + PATIENCE
            + ")");
  }

  /// The messages of a conversation up to `seq`, which were given their numbers, can be read from
  /// now on. Showing again changes nothing.
  public CompletionStage<Long> show(String conversationID, long seq) {
    return redis.eval(
        SHOW, ScriptOutputType.INTEGER, List.of(key(conversationID)), List.of(Long.toString(seq)));
  }

  /// The last number whose message can be read in each of `conversationIDs`; 0 for those without
  /// messages.
  public Map<String, Long> maxSeqs(Collection<String> conversationIDs) {
    Map<String, Long> result = new HashMap<>();
    newest(conversationIDs).forEach((id, last) -> result.put(id, last.seq()));
    return result;
  }

  /// The last number of a conversation whose message can be read, and when a number was last given,
  /// ms. Where Redis does not know for sure, the number is the bound below which all are, and the
  /// time 0.
  public record Last(long seq, long timeMs) {}

  /// The last number and its time for each of `conversationIDs`: one round trip, and for those that
  /// Redis does not know one query and another round trip.
  public Map<String, Last> newest(Collection<String> conversationIDs) {
    Map<String, Last> result = known(conversationIDs);
    List<String> unknown =
        conversationIDs.stream().filter(id -> !result.containsKey(id)).distinct().toList();
    Map<String, Last> bounds = bounds(unknown);
    result.putAll(bounds);
    // A bound may have been raised for a block between the two looks: then Redis has the one
    // before.
    result.putAll(
        known(
            bounds.entrySet().stream()
                .filter(bound -> bound.getValue().seq() > 0)
                .map(Map.Entry::getKey)
                .toList()));
    return result;
  }

  private Map<String, Last> known(Collection<String> conversationIDs) {
    Map<String, Last> result = new HashMap<>();
    if (conversationIDs.isEmpty()) {
      return result;
    }
    CompletionStage<String> run = redis.run();
    Map<String, Map<String, String>> found =
        redis.fields(
            conversationIDs.stream().map(ConversationSequences::key).toList(),
            "CURR",
            "TIME",
            "RUN",
            "HIDDEN",
            "BOUND");
    String current = run.toCompletableFuture().join();
    for (String id : conversationIDs) {
      Last last = last(found.getOrDefault(key(id), Map.of()), current);
      if (last != null) {
        result.put(id, last);
      }
    }
    return result;
  }

  /// Null when the hash is not there or from before a restart of the server.
  private static @Nullable Last last(Map<String, String> hash, String currentRun) {
    if (!currentRun.isEmpty() && !hash.getOrDefault("RUN", currentRun).equals(currentRun)) {
      return null;
    }
    String given = hash.get("CURR");
    if (given != null) {
      return new Last(
          shown(given, hash.getOrDefault("HIDDEN", "")),
          Long.parseLong(hash.getOrDefault("TIME", "0")));
    }
    String bound = hash.get("BOUND");
    return bound == null ? null : new Last(Long.parseLong(bound), 0);
  }

  /// `hidden` holds the last number shown and the last one given when it was written; who gives
  /// numbers without knowing of it does not hide them.
  private static long shown(String given, String hidden) {
    int colon = hidden.indexOf(':');
    boolean hides = colon > 0 && hidden.substring(colon + 1).equals(given);
    return Long.parseLong(hides ? hidden.substring(0, colon) : given);
  }

  /// Up to `limit` ids of the group chat and the single chats of `id`, in their order: whoever
  /// takes part in a chat is part of its name, so this needs nothing but the index of names.
  public List<String> chatsWith(String id, int limit) {
    String quoted = Pattern.quote(id);
    List<String> found = new ArrayList<>();
    Document names = new Document("conversation_id", 1).append("_id", 0);
    String pattern = "^si_(?:" + quoted + "_.*|.*_" + quoted + ")$";
    Document group = new Document("conversation_id", ConversationIDs.group(id));
    for (Document filter :
        List.of(group, new Document("conversation_id", new Document("$regex", pattern)))) {
      reserved
          .find(filter)
          .sort(new Document("conversation_id", 1))
          .limit(limit)
          .projection(names)
          .forEach(row -> found.add(row.getString("conversation_id")));
    }
    return found;
  }

  private Map<String, Last> bounds(List<String> conversationIDs) {
    Map<String, Last> result = new HashMap<>();
    if (conversationIDs.isEmpty()) {
      return result;
    }
    conversationIDs.forEach(id -> result.put(id, new Last(0, 0)));
    for (Document row :
        reserved.find(new Document("conversation_id", new Document("$in", conversationIDs)))) {
      result.put(row.getString("conversation_id"), new Last(number(row, "max_seq"), 0));
    }
    return result;
  }

  private List<Long> callAllocate(String conversationID, List<MessageKey> messages, String owner) {
    List<byte[]> arguments = new ArrayList<>(messages.size() + 5);
    arguments.add(decimal(clock.millis()));
    arguments.add(owner.getBytes(US_ASCII));
    arguments.add(decimal(LOCK.toSeconds()));
    arguments.add(decimal(KEEP.toSeconds()));
    arguments.add(decimal(WINDOW.toSeconds() * WINDOWS));
    messages.forEach(message -> arguments.add(message.fingerprint()));
    return redis
        .<List<Long>>evalBytes(ALLOCATE, ScriptOutputType.MULTI, keys(conversationID), arguments)
        .toCompletableFuture()
        .join();
  }

  /// The bound is raised last, when readers have the one before in Redis.
  private void recover(String conversationID, int wanted, String owner) {
    long bound = bounds(List.of(conversationID)).getOrDefault(conversationID, new Last(0, 0)).seq();
    List<byte[]> memory = memory(conversationID, bound);
    if (!hold(conversationID, owner, bound)) {
      return;
    }
    int block = wanted + blockSize(conversationID);
    long end = reserve(conversationID, block);
    long start = end - block;
    if (start > bound) {
      // Another process, whose lock had ended, was quicker.
      memory = memory(conversationID, start);
    }
    putBlock(conversationID, owner, start, end, memory);
  }

  private List<byte[]> memory(String conversationID, long bound) {
    List<byte[]> memory = new ArrayList<>();
    if (bound > 0) {
      // The newest numbers are up to a whole block below the bound.
      long from = Math.max(1, bound - MAX_CALL - GROUP_BLOCK - REMEMBERED);
      for (Stored message : stored.between(conversationID, from, bound)) {
        memory.add(message.key().fingerprint());
        memory.add(decimal(message.seq()));
      }
    }
    return memory;
  }

  private boolean hold(String conversationID, String owner, long bound) {
    List<String> arguments = List.of(owner, Long.toString(LOCK.toSeconds()), Long.toString(bound));
    return redis
            .<Long>eval(HOLD, ScriptOutputType.INTEGER, List.of(key(conversationID)), arguments)
            .toCompletableFuture()
            .join()
        == 1;
  }

  private void refill(String conversationID, long current, long last, long wanted, String owner) {
    int block = Math.toIntExact(wanted) + blockSize(conversationID);
    long end = reserve(conversationID, block);
    long start = end - block;
    // Numbers between are somebody else's when the bound has moved since our block ended.
    putBlock(conversationID, owner, start == last ? current : start, end, List.of());
  }

  private void putBlock(
      String conversationID, String owner, long current, long last, List<byte[]> memory) {
    List<byte[]> arguments = new ArrayList<>(memory.size() + 6);
    arguments.add(owner.getBytes(US_ASCII));
    arguments.add(decimal(KEEP.toSeconds()));
    arguments.add(decimal(current));
    arguments.add(decimal(last));
    arguments.add(decimal(clock.millis()));
    arguments.add(decimal(WINDOW.toSeconds() * WINDOWS));
    arguments.addAll(memory);
    redis
        .<Long>evalBytes(
            REFILL, ScriptOutputType.INTEGER, keys(conversationID).subList(0, 2), arguments)
        .toCompletableFuture()
        .join();
  }

  private long reserve(String conversationID, int block) {
    Document row =
        reserved.findOneAndUpdate(
            new Document("conversation_id", conversationID),
            new Document("$inc", new Document("max_seq", (long) block))
                .append("$setOnInsert", new Document("min_seq", 0L)),
            new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER));
    if (row == null) {
      throw new IllegalStateException("seq: nothing returned for " + conversationID);
    }
    return number(row, "max_seq");
  }

  private List<String> keys(String conversationID) {
    long window = clock.millis() / WINDOW.toMillis();
    List<String> keys = new ArrayList<>(WINDOWS + 3);
    keys.add(key(conversationID));
    for (int age = 0; age < WINDOWS; age++) {
      keys.add(memoryKey(conversationID, window - age));
    }
    // Clocks go back, and those of two instances differ.
    keys.add(memoryKey(conversationID, window + 1));
    keys.add(DeletedConversations.key(conversationID));
    return keys;
  }

  private static Allocation allocation(List<Long> result) {
    long[] seqs = result.stream().skip(5).mapToLong(Long::longValue).toArray();
    long forgotten = result.get(4);
    return new Allocation(
        result.get(1),
        result.get(2),
        seqs,
        result.get(3) == 1 || forgotten == RESTARTED,
        forgotten == LOST);
  }

  private static int blockSize(String conversationID) {
    return ConversationIDs.isGroup(conversationID) ? GROUP_BLOCK : BLOCK;
  }

  private static String key(String conversationID) {
    return "MALLOC_SEQ:" + conversationID;
  }

  private static String memoryKey(String conversationID, long window) {
    return "{" + key(conversationID) + "}:SENT:" + window;
  }

  private static byte[] decimal(long value) {
    return Long.toString(value).getBytes(US_ASCII);
  }
}
