package im.common.cache;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.config.LocalCacheConfig;
import im.common.redis.Redis;
import java.util.Collection;
import java.util.function.Consumer;
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

  private final Redis redis;
  private final LocalCacheConfig config;

  /// Publishes and listens through `redis`.
  public CacheInvalidation(Redis redis, LocalCacheConfig config) {
    this.redis = redis;
    this.config = config;
  }

  /// Publishes that the things under `redisKeys` changed; returns once Redis has it.
  public void publish(Topic topic, Collection<String> redisKeys) {
    if (redisKeys.isEmpty()) {
      return;
    }
    try {
      redis.sync().publish(channel(topic), JSON.writeValueAsString(redisKeys));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("redisKeys: not writable as JSON", e);
    }
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
