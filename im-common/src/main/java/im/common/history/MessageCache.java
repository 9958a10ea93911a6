package im.common.history;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import im.proto.sdkws.MsgData;
import io.lettuce.core.KeyValue;
import io.lettuce.core.ScriptOutputType;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Recent messages in Redis: `MSG_CACHE:<conversation>:<seq>`, a hash with field `value`, for a day
/// (`reference/redis-keys.tsv`). A field `lockUntil` means that the value is out of date.
public final class MessageCache {
  private static final Logger log = LoggerFactory.getLogger(MessageCache.class);
  private static final LuaScript PUT = LuaScript.resource(MessageCache.class, "put_message.lua");
  private static final Duration KEEP = Duration.ofHours(24);

  private final Redis redis;

  /// Uses `redis`.
  public MessageCache(Redis redis) {
    this.redis = redis;
  }

  /// Puts the messages of a conversation, which carry their seq; pipelined. What is known of a
  /// message already, such as that it was revoked, stays.
  public CompletionStage<Void> put(String conversationID, List<MsgData> messages) {
    List<CompletableFuture<?>> calls = new ArrayList<>(messages.size());
    for (MsgData message : messages) {
      calls.add(
          put(conversationID, message.getSeq(), StoredMessage.of(message)).toCompletableFuture());
    }
    return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
  }

  /// Fills slots that were read from the store.
  public void fill(String conversationID, Map<Long, StoredMessage> slots) {
    slots.forEach((seq, slot) ->
        put(conversationID, seq, slot)
            .whenComplete((_, failure) -> {
              if (failure != null) {
                log.warn("message cache of {} not filled", conversationID, failure);
              }
            }));
  }

  /// The cached slots of `seqs`, in one round trip; those that are not cached are absent.
  public Map<Long, StoredMessage> find(String conversationID, Collection<Long> seqs) {
    Map<Long, CompletionStage<List<KeyValue<String, byte[]>>>> calls = new LinkedHashMap<>();
    for (long seq : seqs) {
      calls.put(seq, redis.asyncBytes().hmget(key(conversationID, seq), "value", "lockUntil"));
    }
    Map<Long, StoredMessage> found = new HashMap<>();
    calls.forEach((seq, call) -> {
      List<KeyValue<String, byte[]>> fields = call.toCompletableFuture().join();
      byte[] value = fields.get(0).getValueOrElse(new byte[0]);
      if (value.length > 0 && !fields.get(1).hasValue()) {
        found.put(seq, MessageJson.read(value));
      }
    });
    return found;
  }

  /// Replaces cached slots by newer states of them.
  public CompletionStage<Void> replace(String conversationID, Map<Long, StoredMessage> slots) {
    List<CompletableFuture<?>> calls = new ArrayList<>(slots.size());
    slots.forEach((seq, slot) -> {
      String key = key(conversationID, seq);
      calls.add(
          redis.asyncBytes().hset(key, "value", MessageJson.write(slot)).toCompletableFuture());
      calls.add(redis.async().expire(key, KEEP).toCompletableFuture());
    });
    return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
  }

  /// Drops slots that changed in the store.
  public CompletionStage<Void> invalidate(String conversationID, Collection<Long> seqs) {
    List<CompletableFuture<?>> calls = new ArrayList<>();
    for (long seq : seqs) {
      calls.add(redis.async().del(key(conversationID, seq)).toCompletableFuture());
    }
    return CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new));
  }

  private CompletionStage<Long> put(String conversationID, long seq, StoredMessage slot) {
    return redis.evalBytes(
        PUT,
        ScriptOutputType.INTEGER,
        List.of(key(conversationID, seq)),
        List.of(
            MessageJson.write(slot),
            Long.toString(KEEP.toSeconds()).getBytes(StandardCharsets.US_ASCII)));
  }

  private static String key(String conversationID, long seq) {
    return "MSG_CACHE:" + conversationID + ":" + seq;
  }
}
