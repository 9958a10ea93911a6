package im.common.history;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Suppliers;
import im.common.redis.LuaScript;
import im.common.redis.Pipeline;
import im.common.redis.Redis;
import im.common.redis.Redis.Call;
import im.proto.sdkws.MsgData;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Recent messages in Redis: `MSG_CACHE:<conversation>:<seq>`, a hash with field `value`, for a day
/// (`reference/redis-keys.tsv`).
///
/// A change is never undone by somebody who read the store before it. The fields are the
/// reference's, so its processes take part: `lockUntil` (s) says that the value is out of date and
/// until when nobody else may fill it in, `lockOwner` is the ticket of the one who may. A reader
/// that misses takes a ticket *before* it reads the store, and its value is taken only while the
/// ticket is good; a change cancels all tickets *after* it was written. Field `changed` (ours)
/// outlives both, so that a message that comes again on its way through the pipeline does not
/// replace a newer state; `gone` (ours) keeps an erased one out.
public final class MessageCache {
  private static final Logger log = LoggerFactory.getLogger(MessageCache.class);
  private static final LuaScript PUT = LuaScript.resource(MessageCache.class, "put_message.lua");
  private static final LuaScript RESERVE =
      LuaScript.resource(MessageCache.class, "reserve_fill.lua");
  private static final LuaScript FILL = LuaScript.resource(MessageCache.class, "fill_message.lua");
  private static final LuaScript RELEASE =
      LuaScript.resource(MessageCache.class, "release_fill.lua");
  private static final LuaScript CHANGED =
      LuaScript.resource(MessageCache.class, "mark_changed.lua");
  private static final LuaScript READING =
      LuaScript.resource(MessageCache.class, "marking_read.lua");
  private static final LuaScript READ = LuaScript.resource(MessageCache.class, "mark_read.lua");

  private static final byte[] KEEP = decimal(Duration.ofHours(24));
  // A record that comes again later than this gets another number: see ConversationSequences.
  private static final byte[] KEEP_CHANGED = decimal(Duration.ofHours(30));
  private static final byte[] TICKET_GOOD = decimal(Duration.ofSeconds(11));
  private static final byte[] CHANGING = decimal(Duration.ofSeconds(15));
  private static final byte[] NO_MARK = {'0'};
  private static final byte[] NO_TOKEN = {};
  private static final byte[] NOW = {'0'};
  private static final byte[] KEPT = {'0'};
  private static final byte[] ERASING = {'1'};
  private static final byte[] ERASED = {'2'};

  private final Redis redis;

  /// Uses `redis`.
  public MessageCache(Redis redis) {
    this.redis = redis;
  }

  /// What is cached of some messages.
  ///
  /// @param current good values
  /// @param outdated values whose message is as it was sent, but something was done to it since
  /// @param erased those that are gone, or just going, whatever the store says: it erases what
  ///   reaches it late, but only after it has stored it, as it was sent
  record Found(
      Map<MessageRef, StoredMessage> current,
      Map<MessageRef, StoredMessage> outdated,
      Set<MessageRef> erased) {
    /// Those of `refs` of which nothing is cached.
    List<MessageRef> missing(Collection<MessageRef> refs) {
      return refs.stream()
          .filter(ref ->
              !current.containsKey(ref) && !outdated.containsKey(ref) && !erased.contains(ref))
          .toList();
    }
  }

  /// Puts the messages of a conversation, which carry their seq; pipelined. What is known of a
  /// message already, such as that it was revoked, stays.
  public CompletionStage<Void> put(String conversationID, List<MsgData> messages) {
    List<Call> calls = new ArrayList<>(messages.size());
    for (MsgData message : messages) {
      byte[] value = MessageJson.write(StoredMessage.of(message));
      calls.add(
          new Call(
              key(new MessageRef(conversationID, message.getSeq())),
              List.of(value, KEEP, KEEP_CHANGED)));
    }
    return redis.evalEach(PUT, calls).thenAccept(_ -> {});
  }

  /// What is cached, in one round trip; in two where an erasure is under way or has failed.
  Found find(Collection<MessageRef> refs) {
    Map<String, Map<String, byte[]>> slots =
        redis.fieldsBytes(keys(refs), "value", "lockUntil", "gone");
    Found found = new Found(new HashMap<>(), new HashMap<>(), new HashSet<>());
    Supplier<Long> seconds = Suppliers.memoize(this::redisSeconds);
    for (MessageRef ref : refs) {
      Map<String, byte[]> fields = slots.getOrDefault(key(ref), Map.of());
      byte[] value = fields.get("value");
      if (isGone(fields, seconds)) {
        found.erased().add(ref);
      } else if (value != null && value.length > 0) {
        StoredMessage slot = MessageJson.read(value);
        if (slot.message() != null) {
          boolean outdated = fields.containsKey("lockUntil");
          (outdated ? found.outdated() : found.current()).put(ref, slot);
        }
      }
    }
    return found;
  }

  /// An erasure that is not done when its lock ends has failed: the message is what the store says.
  private static boolean isGone(Map<String, byte[]> fields, Supplier<Long> seconds) {
    byte[] gone = fields.getOrDefault("gone", KEPT);
    return Arrays.equals(gone, ERASED)
        || (Arrays.equals(gone, ERASING)
            && Long.parseLong(new String(fields.getOrDefault("lockUntil", NOW), US_ASCII))
                >= seconds.get());
  }

  /// The time that the scripts reckon with: no other clock is compared with it.
  private long redisSeconds() {
    return Long.parseLong(redis.sync().time().getFirst());
  }

  /// The right to fill in some messages; where somebody else has it, there is no ticket.
  Map<MessageRef, String> reserve(Collection<MessageRef> refs) {
    String ticket = UUID.randomUUID().toString();
    List<MessageRef> wanted = List.copyOf(refs);
    List<Long> given =
        redis.evalEach(RESERVE, keys(wanted), ticket.getBytes(UTF_8), TICKET_GOOD).join();
    Map<MessageRef, String> tickets = new HashMap<>();
    for (int i = 0; i < wanted.size(); i++) {
      if (given.get(i) == 1) {
        tickets.put(wanted.get(i), ticket);
      }
    }
    return tickets;
  }

  /// Uses up `tickets`: fills in what was read from the store since they were taken, as far as they
  /// are good still.
  CompletionStage<Void> fill(
      Map<MessageRef, StoredMessage> slots, Map<MessageRef, String> tickets) {
    List<Call> fills = new ArrayList<>(tickets.size());
    List<Call> releases = new ArrayList<>();
    tickets.forEach((ref, text) -> {
      byte[] ticket = text.getBytes(UTF_8);
      StoredMessage slot = slots.get(ref);
      if (slot == null) {
        releases.add(new Call(key(ref), List.of(ticket)));
      } else {
        fills.add(new Call(key(ref), List.of(ticket, MessageJson.write(slot), KEEP, KEEP_CHANGED)));
      }
    });
    return CompletableFuture.allOf(redis.evalEach(FILL, fills), redis.evalEach(RELEASE, releases))
        .whenComplete((_, failure) -> {
          if (failure != null) {
            log.warn("message cache not filled", failure);
          }
        });
  }

  /// The store is about to change `refs`: until [#changed(Collection)], and for at most 15 s,
  /// nobody fills them in. When the process dies in between, what is cached is out of date, not
  /// wrong.
  void changing(Collection<MessageRef> refs) {
    mark(refs, CHANGING, KEPT);
  }

  /// The store has changed `refs`.
  void changed(Collection<MessageRef> refs) {
    mark(refs, NOW, KEPT);
  }

  /// The store is about to erase `refs`; [#gone] tells from now on.
  void erasing(Collection<MessageRef> refs) {
    mark(refs, CHANGING, ERASING);
  }

  /// Those of `refs` that were erased, or are about to be; one round trip.
  Set<MessageRef> gone(Collection<MessageRef> refs) {
    Map<String, Map<String, String>> fields = redis.fields(keys(refs), "gone");
    Set<MessageRef> gone = new HashSet<>(refs);
    gone.removeIf(ref -> fields.getOrDefault(key(ref), Map.of()).isEmpty());
    return gone;
  }

  /// The store has erased `refs`: nothing brings them back.
  void erased(Collection<MessageRef> refs) {
    mark(refs, NOW, ERASED);
  }

  /// The store is about to mark `refs` as read: as [#changing(Collection)], but what is cached is
  /// good again when [#read] follows with the token returned.
  String reading(Collection<MessageRef> refs) {
    String token = UUID.randomUUID().toString();
    redis.evalEach(READING, keys(refs), token.getBytes(UTF_8), CHANGING).join();
    return token;
  }

  /// The store has marked `refs` as read, which were cached when [#reading] gave the token.
  void read(Collection<MessageRef> refs, String token) {
    markRead(refs, KEEP_CHANGED, token.getBytes(UTF_8));
  }

  /// The store has marked `refs` as read, which it had while they were not cached.
  void readStored(Collection<MessageRef> refs) {
    markRead(refs, NO_MARK, NO_TOKEN);
  }

  private void markRead(Collection<MessageRef> refs, byte[] keep, byte[] token) {
    redis
        .evalEach(READ, keys(refs), MessageJson.UNREAD_END, MessageJson.READ_END, keep, token)
        .join();
  }

  /// Forgets `refs`, which were in the store and are removed for good.
  void forget(Collection<MessageRef> refs) {
    Pipeline.each(refs, ref -> redis.async().del(key(ref))).join();
  }

  private void mark(Collection<MessageRef> refs, byte[] seconds, byte[] erased) {
    redis.evalEach(CHANGED, keys(refs), seconds, KEEP_CHANGED, erased).join();
  }

  private static List<String> keys(Collection<MessageRef> refs) {
    return refs.stream().map(MessageCache::key).toList();
  }

  private static byte[] decimal(Duration duration) {
    return Long.toString(duration.toSeconds()).getBytes(US_ASCII);
  }

  private static String key(MessageRef ref) {
    return "MSG_CACHE:" + ref.conversationID() + ":" + ref.seq();
  }
}
