package im.common.token;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.LocalCache;
import im.common.message.Platform;
import im.common.testing.RedisExtension;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class TokenStoreTest {
  private static final Duration LIFETIME = Duration.ofDays(90);
  private static final LoginPlan NOTHING = new LoginPlan(List.of(), List.of(), List.of());
  private static final String WEB_KEY = "UID_PID_TOKEN_STATUS:u1:Web";

  private final TokenStore store =
      new TokenStore(
          RedisExtension.redis(),
          RedisExtension.invalidation(),
          new LocalCache<>(
              "tokens",
              100,
              Duration.ofMinutes(5),
              RedisExtension.invalidation(),
              Topic.AUTH,
              new SimpleMeterRegistry()),
          LIFETIME);

  @BeforeEach
  void empty() {
    RedisExtension.redis().sync().flushall();
  }

  @Test
  void keepsTokensInTheLayoutOfTheReference() {
    store.apply("u1", NOTHING, Platform.WEB, "t1");

    assertThat(RedisExtension.redis().sync().hgetall(WEB_KEY)).isEqualTo(Map.of("t1", "0"));
    assertThat(RedisExtension.redis().sync().ttl(WEB_KEY))
        .isBetween(LIFETIME.toSeconds() - 5, LIFETIME.toSeconds());
    assertThat(TokenStore.key("u1", 99)).isEqualTo("UID_PID_TOKEN_STATUS:u1:");
  }

  @Test
  void carriesOutAPlanOverAllPlatforms() {
    for (Platform platform : List.of(Platform.WEB, Platform.IOS)) {
      for (String token : List.of("gone", "kicked", "kept")) {
        store.apply("u1", NOTHING, platform, platform + token);
      }
    }

    store.apply(
        "u1",
        new LoginPlan(
            List.of(token(Platform.WEB, "WEBgone"), token(Platform.IOS, "IOSgone")),
            List.of(token(Platform.WEB, "WEBkicked"), token(Platform.IOS, "IOSkicked")),
            List.of()),
        Platform.WEB,
        "new");

    Map<Platform, Map<String, Integer>> states = store.statesOfAllPlatforms("u1");
    assertThat(states.get(Platform.WEB)).isEqualTo(Map.of("WEBkicked", 2, "WEBkept", 0, "new", 0));
    assertThat(states.get(Platform.IOS)).isEqualTo(Map.of("IOSkicked", 2, "IOSkept", 0));
    assertThat(states.get(Platform.ANDROID)).isEmpty();
  }

  @Test
  void aTokenThatHasLeftDoesNotComeBackAsKicked() {
    store.kick(List.of(new StoredTokenRef("u1", 5, "never")));

    assertThat(store.states(WEB_KEY)).isEmpty();
  }

  @Test
  void retiredAdminTokensGoOnForFiveMinutes() {
    store.apply("imAdmin", NOTHING, Platform.ADMIN, "old");

    store.apply(
        "imAdmin",
        new LoginPlan(List.of(), List.of(), List.of(token(Platform.ADMIN, "old"))),
        Platform.ADMIN,
        "new");

    assertThat(store.states("UID_PID_TOKEN_STATUS:imAdmin:Admin")).isEqualTo(Map.of("new", 0));
    assertThat(store.isRetired("imAdmin", 10, "old")).isTrue();
    assertThat(store.isRetired("imAdmin", 10, "other")).isFalse();
    assertThat(
            RedisExtension.redis().sync().ttl("UID_PID_TOKEN_STATUS::TEMPORARY:imAdmin:Admin:old"))
        .isBetween(290L, 300L);
  }

  @Test
  void kicksAllButOne() {
    for (String token : List.of("a", "b", "c")) {
      store.apply("u1", NOTHING, Platform.WEB, token);
    }

    store.kickAllBut("b", "u1", 5);
    assertThat(store.states(WEB_KEY)).isEqualTo(Map.of("a", 2, "b", 0, "c", 2));

    store.kickAllBut("", "u1", 5);
    assertThat(store.states(WEB_KEY)).isEqualTo(Map.of("a", 2, "b", 2, "c", 2));
  }

  @Test
  void whatIsKnownFollowsOwnChangesAtOnce() {
    store.apply("u1", NOTHING, Platform.WEB, "a");
    assertThat(store.knownStates(WEB_KEY)).isEqualTo(Map.of("a", 0));

    store.kickAllBut("", "u1", 5);

    assertThat(store.knownStates(WEB_KEY)).isEqualTo(Map.of("a", 2));
  }

  @Test
  void whatIsKnownCanBeRefreshed() {
    assertThat(store.knownStates(WEB_KEY)).isEmpty();
    RedisExtension.redis().sync().hset(WEB_KEY, "a", "0");

    assertThat(store.refreshedStates(WEB_KEY)).isEqualTo(Map.of("a", 0));
    assertThat(store.knownStates(WEB_KEY)).isEqualTo(Map.of("a", 0));
  }

  @Test
  void kickingWhereThereIsNothingMakesNothing() {
    store.kickAllBut("", "nobody", 5);

    assertThat(RedisExtension.redis().sync().keys("*")).isEmpty();
  }

  @Test
  void announcesTheHashesItTouched() throws Exception {
    BlockingQueue<String> announced = new LinkedBlockingQueue<>();
    RedisExtension.invalidation().onInvalidate(Topic.AUTH, announced::add);

    store.apply("u1", NOTHING, Platform.WEB, "t1");
    store.kickAllBut("", "u1", 2);

    assertThat(announced.poll(60, TimeUnit.SECONDS)).isEqualTo(WEB_KEY);
    assertThat(announced.poll(60, TimeUnit.SECONDS)).isEqualTo("UID_PID_TOKEN_STATUS:u1:Android");
  }

  @Test
  void letsLoginsOfOneUserInOneByOne() throws Exception {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch start = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> logins =
          IntStream.range(0, 20)
              .mapToObj(i ->
                  threads.submit(() -> {
                    start.await();
                    return store.exclusively(
                        "u1",
                        () -> {
                          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                          store.states(WEB_KEY);
                          inside.decrementAndGet();
                          return i;
                        });
                  }))
              .toList();
      start.countDown();
      for (Future<Integer> login : logins) {
        login.get(60, TimeUnit.SECONDS);
      }
    }

    assertThat(most).hasValue(1);
    assertThat(RedisExtension.redis().sync().keys("LOGIN_LOCK:*")).isEmpty();
  }

  private static StoredToken token(Platform platform, String token) {
    return new StoredToken(token, platform, 0, null);
  }
}
