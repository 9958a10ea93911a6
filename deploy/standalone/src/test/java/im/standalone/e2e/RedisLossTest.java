package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.config.ImConfig;
import im.common.redis.Redis;
import im.common.testing.Until;
import im.standalone.Settings;
import im.standalone.StandaloneServer;
import im.standalone.embedded.EmbeddedRedis;
import im.standalone.embedded.Infrastructure;
import im.standalone.embedded.Ports;
import io.lettuce.core.RedisException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Redis forgets everything, or crashes and comes back with yesterday's data, while people chat: no
/// number is given twice, nothing acknowledged is missing or doubled, and nobody's read position is
/// behind what was acknowledged. `-Dim.redis.rounds=10` does it more often.
class RedisLossTest {

  private static final int PAIRS = 3;
  private static final int ROUNDS = Integer.getInteger("im.redis.rounds", 2);
  private static final Duration SETTLING = Duration.ofSeconds(60);

  private static Path redisFolder;
  private static int redisPort;
  private static EmbeddedRedis redis;
  private static StandaloneServer server;

  @BeforeAll
  static void start() throws Exception {
    Path data = TestData.fresh("redis-loss");
    redisFolder = Files.createDirectories(data.resolve("own-redis"));
    redisPort = Ports.free();
    redis = EmbeddedRedis.start(redisFolder, redisPort);
    server =
        StandaloneServer.start(
            new Settings(data, null, 0, 0, new Infrastructure.Given(null, redis.address(), null)));
  }

  @AfterAll
  static void stop() {
    server.close();
    redis.close();
  }

  @Test
  void nothingIsLostDoubledOrUnread() throws Exception {
    List<PersistentSender> senders = new ArrayList<>();
    for (int pair = 0; pair < PAIRS; pair++) {
      String from = "from" + pair;
      rest().register(List.of(from, "to" + pair));
      senders.add(
          new PersistentSender(
              List.of(server.wsAddress()), 0, from, () -> rest().userToken(from), "to" + pair));
    }
    Map<String, Long> read = new HashMap<>();
    AtomicBoolean running = new AtomicBoolean(true);
    try (ExecutorService load = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> loads = new ArrayList<>();
      senders.forEach(sender -> loads.add(load.submit(() -> sender.sendWhile(running))));
      try {
        for (int round = 0; round < ROUNDS; round++) {
          PersistentSender.awaitProgress(senders, 10);
          readAll(senders, read);
          flush();
          PersistentSender.awaitProgress(senders, 10);
          assertStillRead(senders, read);
          crashAndComeBackOld(senders);
          PersistentSender.awaitProgress(senders, 10);
          assertStillRead(senders, read);
        }
      } finally {
        running.set(false);
      }
      for (Future<?> each : loads) {
        each.get();
      }
    }
    try (StoredMessages stored = new StoredMessages(server.stores().mongo(), "openim_v3")) {
      for (PersistentSender sender : senders) {
        List<String> sent = sender.acknowledged();
        stored.await(sender.conversationID(), sent, SETTLING);
        assertOnceAndInOrder(stored.clientMsgIDs(sender.conversationID()), sent);
      }
    }
  }

  /// Says what is wrong without printing thousands of ids.
  private static void assertOnceAndInOrder(List<String> stored, List<String> sent) {
    Map<String, Integer> counts = new HashMap<>();
    stored.forEach(id -> counts.merge(id, 1, Integer::sum));
    counts.values().removeIf(count -> count == 1);
    assertThat(counts).as("stored more than once").isEmpty();
    for (int i = 0; i < sent.size(); i++) {
      assertThat(stored.get(i)).as("message %d of %d", i, sent.size()).isEqualTo(sent.get(i));
    }
    assertThat(stored).hasSameSizeAs(sent);
  }

  private static void flush() {
    ImConfig config = server.config();
    try (Redis connection = new Redis(config.redis())) {
      connection.sync().flushall();
    }
  }

  /// The server is killed and finds the files of some messages ago.
  private static void crashAndComeBackOld(List<PersistentSender> senders) throws Exception {
    Path folder = redisFolder.resolve("appendonlydir");
    Path files = Files.exists(folder) ? folder : redisFolder.resolve("appendonly.aof");
    Path copy = redisFolder.resolve("copy");
    copy(files, copy);
    PersistentSender.awaitProgress(senders, 10);
    kill();
    copy(copy, files);
    redis = EmbeddedRedis.start(redisFolder, redisPort);
    Until.holds("Redis has loaded its data", SETTLING, RedisLossTest::isAnswering);
  }

  private static boolean isAnswering() {
    try (Redis connection = new Redis(server.config().redis())) {
      return connection.sync().get("any") == null;
    } catch (RedisException _) { // it refuses while it reads its files
      return false;
    }
  }

  private static void kill() throws Exception {
    String pid = Files.readString(redisFolder.resolve("redis-server.pid")).strip().split(" ")[0];
    ProcessHandle process = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    process.destroyForcibly();
    process.onExit().get();
  }

  /// Redis 7 has a folder of files, older ones a single file.
  private static void copy(Path from, Path to) throws IOException {
    if (Files.isRegularFile(from)) {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    Files.createDirectories(to);
    try (Stream<Path> old = Files.list(to)) {
      for (Path each : old.toList()) {
        Files.delete(each);
      }
    }
    try (Stream<Path> files = Files.list(from)) {
      for (Path each : files.toList()) {
        Files.copy(each, to.resolve(each.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  /// Every receiver reads what there is, and the server acknowledges it.
  private static void readAll(List<PersistentSender> senders, Map<String, Long> read)
      throws Exception {
    for (PersistentSender sender : senders) {
      String receiver = sender.receiver();
      String token = rest().userToken(receiver);
      long newest = seqs(sender, token).getOrDefault("maxSeq", 0L);
      rest()
          .post(
              "/msg/mark_conversation_as_read",
              Map.of(
                  "userID",
                  receiver,
                  "conversationID",
                  sender.conversationID(),
                  "hasReadSeq",
                  newest),
              token);
      read.put(receiver, newest);
    }
  }

  private static void assertStillRead(List<PersistentSender> senders, Map<String, Long> read)
      throws Exception {
    for (PersistentSender sender : senders) {
      Map<String, Long> seqs = seqs(sender, rest().userToken(sender.receiver()));
      assertThat(seqs.get("hasReadSeq")).isGreaterThanOrEqualTo(read.get(sender.receiver()));
      assertThat(seqs.get("maxSeq")).isGreaterThanOrEqualTo(read.get(sender.receiver()));
    }
  }

  private static Map<String, Long> seqs(PersistentSender sender, String token) throws Exception {
    var answer =
        rest()
            .post(
                "/msg/get_conversations_has_read_and_max_seq",
                Map.of(
                    "userID",
                    sender.receiver(),
                    "conversationIDs",
                    List.of(sender.conversationID())),
                token)
            .path("seqs")
            .path(sender.conversationID());
    return Map.of(
        "hasReadSeq", answer.path("hasReadSeq").asLong(), "maxSeq", answer.path("maxSeq").asLong());
  }

  /// Tokens live in Redis: after a loss everybody logs in again, administrators too.
  private static RestClient rest() throws IOException, InterruptedException {
    return new RestClient(server.apiAddress(), "openIM123");
  }
}
