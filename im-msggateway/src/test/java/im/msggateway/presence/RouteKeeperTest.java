package im.msggateway.presence;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.config.RedisConfig;
import im.common.presence.Routes;
import im.common.redis.Redis;
import im.common.testing.FreePort;
import im.common.testing.Until;
import im.msggateway.Backends;
import im.msggateway.session.SessionRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/// Redis comes back without its newest writes, or without anything.
class RouteKeeperTest {
  private static final String HERE = "gateway";

  private final SessionRegistry registry = new SessionRegistry();

  @TempDir Path directory;
  private int port;
  private RedisServer server;
  private Redis redis;
  private Backends backends;
  private Routes routes;
  private RouteKeeper keeper;

  @BeforeEach
  void start() throws Exception {
    port = FreePort.find();
    server = serve();
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
    backends = new Backends(redis);
    routes = new Routes(redis, Clock.systemUTC());
    keeper = new RouteKeeper(routes, registry, () -> HERE, _ -> {});
    keeper.start();
  }

  @AfterEach
  void stop() throws Exception {
    keeper.close(Duration.ofSeconds(1));
    backends.close();
    redis.close();
    server.stop();
  }

  private RedisServer serve() throws Exception {
    RedisServer started =
        RedisServer.newRedisServer()
            .port(port)
            .bind("127.0.0.1")
            .setting("dir " + directory)
            .setting("save \"\"")
            .setting("appendonly no")
            .build();
    started.start();
    return started;
  }

  @Test
  void routesThatARestartedServerHasLostAreClaimedAgain() throws Exception {
    arrive("a");
    redis.sync().save();
    arrive("b");
    server.stop();
    server = serve();
    Until.holds("the server is back", () -> targets("a", "b").equals(Map.of(HERE, List.of("a"))));
    keeper.keepComplete();
    // Until all have their routes again, everybody is asked for here.
    assertThat(targets("a", "b", "elsewhere"))
        .isEqualTo(Map.of(HERE, List.of("a", "b", "elsewhere")));
    Until.holds("all are claimed again", () -> keeper.waiting() == 0);
    keeper.keepComplete();
    assertThat(targets("a", "b", "elsewhere")).isEqualTo(Map.of(HERE, List.of("a", "b")));
    keeper.keepComplete();
    assertThat(targets("elsewhere")).isEmpty();
  }

  @Test
  void routesAreClaimedAgainWhenTheMarkIsGone() throws Exception {
    arrive("a");
    redis.sync().flushall();
    keeper.keepComplete();
    Until.holds("all are claimed again", () -> keeper.waiting() == 0);
    keeper.keepComplete();
    assertThat(targets("a", "elsewhere")).isEqualTo(Map.of(HERE, List.of("a")));
  }

  private void arrive(String userID) throws Exception {
    TestSessions.admit(registry, backends.rpc, userID);
    keeper.changed(userID).toCompletableFuture().get(60, TimeUnit.SECONDS);
  }

  private Map<String, List<String>> targets(String... userIDs) throws Exception {
    return routes
        .lookup(List.of(HERE), List.of(userIDs))
        .toCompletableFuture()
        .get(60, TimeUnit.SECONDS)
        .targets();
  }
}
