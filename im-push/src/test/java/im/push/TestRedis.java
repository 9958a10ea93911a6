package im.push;

import im.common.cache.CacheInvalidation;
import im.common.config.LocalCacheConfig;
import im.common.config.RedisConfig;
import im.common.redis.Redis;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.List;
import redis.embedded.RedisServer;

/// A real Redis on a free port.
final class TestRedis implements AutoCloseable {
  private final RedisServer server;
  private final Redis redis;

  TestRedis() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    server = RedisServer.newRedisServer().port(port).bind("127.0.0.1").setting("save \"\"").build();
    server.start();
    redis =
        new Redis(
            new RedisConfig(
                List.of("127.0.0.1:" + port),
                "",
                "",
                "standalone",
                0,
                1,
                1,
                new RedisConfig.SentinelMode("", List.of(), false, false)));
  }

  Redis redis() {
    return redis;
  }

  CacheInvalidation invalidation() {
    return new CacheInvalidation(
        redis,
        new LocalCacheConfig(
            cache("AUTH"), cache("USER"), cache("GROUP"), cache("FRIEND"), cache("CONVERSATION")));
  }

  @Override
  public void close() throws IOException {
    redis.close();
    server.stop();
  }

  private static LocalCacheConfig.Cache cache(String topic) {
    return new LocalCacheConfig.Cache("DELETE_CACHE_" + topic, 1, 100, 60, 5);
  }
}
