package im.common.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.config.LocalCacheConfig;
import im.common.redis.LuaScript;
import im.common.redis.Redis;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells every process which cached things changed: JSON arrays of Redis keys on the channels of
/// `local-cache.yml`, shared with peers of the reference (`reference/pipeline-storage.md` 8.2).
public final class CacheInvalidation {
  private static final Logger log = LoggerFactory.getLogger(CacheInvalidation.class);
  private static final ObjectMapper JSON = new ObjectMapper();

  /// The owner of cached things, with a channel of its own.
  public enum Topic {
    AUTH,
    USER,
    GROUP,
    FRIEND,
    CONVERSATION
  }

  private static final LuaScript DELETE =
      LuaScript.resource(CacheInvalidation.class, "shared_delete.lua");
  private static final byte[] TAG_SECONDS = {'1', '0'};

  private final Redis redis;
  private final LocalCacheConfig config;

  /// Publishes and listens through `redis`.
  public CacheInvalidation(Redis redis, LocalCacheConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /// The things under `redisKeys` changed: they are dropped from Redis, then from the caches inside
  /// all processes. Returns once Redis has done the former and this process the latter; the others
  /// are told at the same moment.
  public void publish(Topic topic, Collection<String> redisKeys) {
    publish(topic, redisKeys, List.of());
  }

  /// As [#publish(Topic, Collection)], for things of which `sharedOnly` are in Redis alone.
  public void publish(Topic topic, Collection<String> redisKeys, Collection<String> sharedOnly) {
    if (redisKeys.isEmpty() && sharedOnly.isEmpty()) {
      return;
    }
    // Tokens are not a cache: their hashes in Redis are all there is of them.
    if (topic != Topic.AUTH) {
      tagAsDeleted(Stream.concat(redisKeys.stream(), sharedOnly.stream()).toList());
    }
    if (redisKeys.isEmpty()) {
      return;
    }
    try {
      redis.publish(channel(topic), JSON.writeValueAsString(redisKeys));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("redisKeys: not writable as JSON", e);
    }
  }

  private void tagAsDeleted(List<String> keys) {
    redis.evalEach(DELETE, keys, TAG_SECONDS).join();
  }

  /// Calls `listener` with each key that any process publishes on `topic`; it must not block.
  public void onInvalidate(Topic topic, Consumer<String> listener) {
    redis.subscribe(
        channel(topic),
        message -> {
          try {
            for (String key : JSON.readValue(message, String[].class)) {
              listener.accept(key);
            }
          } catch (JsonProcessingException e) {
            log.warn("channel {}: message is not a JSON array of keys", channel(topic), e);
          }
        });
  }

  private String channel(Topic topic) {
    return switch (topic) {
      case AUTH -> config.auth().topic();
      case USER -> config.user().topic();
      case GROUP -> config.group().topic();
      case FRIEND -> config.friend().topic();
      case CONVERSATION -> config.conversation().topic();
    };
  }
}
