package im.common.testing;

import im.common.cache.CacheInvalidation;
import im.common.config.LocalCacheConfig;
import im.common.config.RedisConfig;
import im.common.redis.Redis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import redis.embedded.RedisServer;

/// Runs a Redis server for the tests of a JVM: `@ExtendWith(RedisExtension.class)`.
public final class RedisExtension implements BeforeAllCallback {
  private static @Nullable Running running;

  @Override
  public void beforeAll(ExtensionContext context) {
    running(context).redis.sync().flushall();
  }

  /// The connection to the server.
  public static Redis redis() {
    return require().redis;
  }

  /// Where the server listens, as `redis.yml` says it.
  public static RedisConfig config() {
    return require().config;
  }

  /// Cache invalidation over the server, with the reference's channels.
  public static CacheInvalidation invalidation() {
    return new CacheInvalidation(redis(), localCaches());
  }

  private static LocalCacheConfig localCaches() {
    return new LocalCacheConfig(
        cache("DELETE_CACHE_AUTH"),
        cache("DELETE_CACHE_USER"),
        cache("DELETE_CACHE_GROUP"),
        cache("DELETE_CACHE_FRIEND"),
        cache("DELETE_CACHE_CONVERSATION"));
  }

  private static LocalCacheConfig.Cache cache(String topic) {
    return new LocalCacheConfig.Cache(topic, 100, 2000, 300, 5);
  }

  private static Running require() {
    if (running == null) {
      throw new IllegalStateException("RedisExtension is not registered with this test class");
    }
    return running;
  }

  private static synchronized Running running(ExtensionContext context) {
    if (running == null) {
      running = Running.start();
      context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).put("redis", running);
    }
    return running;
  }

  private record Running(RedisServer server, Path directory, RedisConfig config, Redis redis)
      implements AutoCloseable {
    static Running start() {
      try {
        Path directory = Files.createTempDirectory("im-test-redis");
        int port = FreePort.find();
        RedisServer server =
            RedisServer.newRedisServer()
                .port(port)
                .bind("127.0.0.1")
                .setting("dir " + directory)
                .setting("save \"\"")
                .setting("appendonly no")
                .build();
        server.start();
        RedisConfig config =
            new RedisConfig(
                List.of("127.0.0.1:" + port),
                "",
                "",
                "standalone",
                0,
                1,
                1,
                new RedisConfig.SentinelMode("", List.of(), false, false));
        return new Running(server, directory, config, new Redis(config));
      } catch (IOException e) {
        throw new UncheckedIOException("the Redis server for tests does not start", e);
      }
    }

    @Override
    public void close() throws IOException {
      redis.close();
      server.stop();
      try (Stream<Path> left = Files.list(directory)) {
        for (Path file : left.toList()) {
          Files.deleteIfExists(file);
        }
      }
      Files.deleteIfExists(directory);
    }
  }
}
