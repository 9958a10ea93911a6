package im.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {

  @TempDir private Path folder;

  @Test
  void keepsDataOverARestartAndLeavesNoProcess() throws Exception {
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
      onRedis(redis, connection -> connection.sync().set("key", "value"));
    }
    assertThat(folder.resolve("redis-server.pid")).doesNotExist();
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
      onRedis(redis, connection -> assertThat(connection.sync().get("key")).isEqualTo("value"));
    }
  }

  @Test
  void endsTheServerThatAKilledRunLeftBehind() throws Exception {
    EmbeddedRedis leftBehind = EmbeddedRedis.start(folder, 0);
    String pidFile = Files.readString(folder.resolve("redis-server.pid"));
    long pid = Long.parseLong(pidFile.substring(0, pidFile.indexOf(' ')));
    onRedis(leftBehind, connection -> connection.sync().set("key", "value"));
    try (EmbeddedRedis redis = EmbeddedRedis.start(folder, 0)) {
      assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
      onRedis(redis, connection -> assertThat(connection.sync().get("key")).isEqualTo("value"));
    }
  }

  private static void onRedis(
      EmbeddedRedis redis, Consumer<StatefulRedisConnection<String, String>> work) {
    RedisClient client = RedisClient.create("redis://" + redis.address());
    try {
      work.accept(client.connect());
    } finally {
      client.shutdown();
    }
  }
}
