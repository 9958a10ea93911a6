package im.standalone.e2e;

import im.common.redis.Redis;
import im.standalone.StandaloneServer;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whatever people do to their messages, in whatever order, everybody sees what the rules say: a
/// model test. `-Dim.model.seconds=600` plays longer, `-Dim.model.seed` plays a failure again.
class MessageLifeTest {
  private static final long SECONDS = Long.getLong("im.model.seconds", 10);
  private static final long SEED = Long.getLong("im.model.seed", System.nanoTime());
  private static final int PHASES = 8;
  private static final int OPERATIONS = 50;

  private static StandaloneServer server;

  @BeforeAll
  static void start() throws Exception {
    server = StandaloneServer.start(TestData.ephemeral(TestData.fresh("message-life")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void everybodySeesWhatTheModelSays() throws Exception {
    RestClient rest = new RestClient(server.apiAddress(), server.config().share().secret());
    long end = System.nanoTime() + Duration.ofSeconds(SECONDS).toNanos();
    try (StoredMessages stored = new StoredMessages(server.stores().mongo(), "openim_v3");
        Redis redis = new Redis(server.config().redis())) {
      for (int number = 0; number == 0 || System.nanoTime() < end; number++) {
        play(number, end, rest, stored, redis);
      }
    }
  }

  /// New people each round, or histories would grow longer than can be compared again and again.
  private static void play(
      int number, long end, RestClient rest, StoredMessages stored, Redis redis) throws Exception {
    long seed = SEED + number;
    try (LifeRound round =
        new LifeRound(seed, "life" + number, server.wsAddress(), rest, stored, redis)) {
      try {
        for (int phase = 0; phase == 0 || (phase < PHASES && System.nanoTime() < end); phase++) {
          round.play(OPERATIONS);
        }
      } catch (AssertionError | Exception e) {
        throw new AssertionError(
            "-Dim.model.seed=%d\n%s\n%s".formatted(seed, e.getMessage(), round.history()), e);
      }
    }
  }
}
