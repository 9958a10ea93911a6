package im.common.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.redis.Redis;
import im.common.testing.RedisExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class RoutesTest {
  private static final String A = "10.0.0.1:88";
  private static final String B = "10.0.0.2:88";
  private static final List<String> BOTH = List.of(A, B);

  private Instant now = Instant.now();
  private final Redis redis = RedisExtension.redis();
  private final InstantSource source = () -> now;
  private final Routes routes = new Routes(redis, source.withZone(ZoneOffset.UTC));

  @BeforeEach
  void clear() {
    redis.sync().flushall();
    BOTH.forEach(routes::markComplete);
  }

  private Map<String, List<String>> targets(List<String> gateways, String... users) {
    return routes.lookup(gateways, List.of(users)).toCompletableFuture().join().targets();
  }

  @Test
  void sendsUsersToTheirGatewaysOnly() {
    routes.claim(A, List.of("u1", "u2"));
    routes.claim(B, List.of("u2", "u3"));
    assertThat(targets(BOTH, "u1", "u2", "u3", "u4"))
        .isEqualTo(Map.of(A, List.of("u1", "u2"), B, List.of("u2", "u3")));
    assertThat(targets(BOTH, "u4")).isEmpty();
    assertThat(targets(List.of(B), "u1", "u2")).isEqualTo(Map.of(B, List.of("u2")));
    assertThat(targets(BOTH)).isEmpty();
    assertThat(targets(List.of(), "u1")).isEmpty();
  }

  @Test
  void releasesOneGatewayWithoutTheOther() {
    routes.claim(A, List.of("u"));
    routes.claim(A, List.of("u"));
    routes.claim(B, List.of("u"));
    routes.release(A, List.of("u", "unknown"));
    assertThat(targets(BOTH, "u")).isEqualTo(Map.of(B, List.of("u")));
    routes.release(B, List.of("u"));
    assertThat(targets(BOTH, "u")).isEmpty();
    assertThat(redis.sync().keys("IM:ROUTE:*")).isEmpty();
  }

  @Test
  void endsWhatIsNotRenewed() {
    routes.claim(A, List.of("u"));
    now = now.plus(Routes.LEASE.dividedBy(2));
    routes.claim(B, List.of("u"));
    now = now.plus(Routes.LEASE.dividedBy(2));
    assertThat(targets(BOTH, "u")).isEqualTo(Map.of(B, List.of("u")));
    routes.claim(B, List.of("u"));
    assertThat(redis.sync().get("IM:ROUTE:u"))
        .isEqualTo(B + "=" + now.plus(Routes.LEASE).toEpochMilli());
  }

  @Test
  void keysEndByThemselves() {
    routes.claim(A, List.of("u"));
    assertThat(Duration.ofMillis(redis.sync().pttl("IM:ROUTE:u")))
        .isBetween(Routes.LEASE.minusSeconds(20), Routes.LEASE);
    now = now.plus(Duration.ofMinutes(10));
    routes.claim(B, List.of("u"));
    routes.release(B, List.of("u"));
    assertThat(Duration.ofMillis(redis.sync().pttl("IM:ROUTE:u")))
        .isBetween(Routes.LEASE.minusMinutes(10).minusSeconds(20), Routes.LEASE.minusMinutes(10));
  }

  @Test
  void asksIncompleteGatewaysForEverybody() {
    routes.claim(A, List.of("u1"));
    routes.unmarkComplete(B);
    assertThat(targets(BOTH, "u1", "u2"))
        .isEqualTo(Map.of(A, List.of("u1"), B, List.of("u1", "u2")));
    assertThat(routes.renewComplete(B)).isFalse();
    assertThat(routes.renewComplete(A)).isTrue();
    routes.markComplete(B);
    assertThat(routes.renewComplete(B)).isTrue();
    assertThat(targets(BOTH, "u1", "u2")).isEqualTo(Map.of(A, List.of("u1")));
  }

  @Test
  void manyClaimsAtOnceKeepEachOther() throws InterruptedException {
    List<String> gateways = IntStream.range(0, 20).mapToObj(i -> "gateway" + i).toList();
    List<Thread> threads =
        gateways.stream()
            .map(gateway ->
                Thread.ofVirtual()
                    .start(() -> {
                      for (int i = 0; i < 20; i++) {
                        routes.claim(gateway, List.of("u"));
                      }
                    }))
            .toList();
    for (Thread thread : threads) {
      thread.join();
    }
    gateways.forEach(routes::markComplete);
    assertThat(targets(gateways, "u")).hasSize(20);
  }

  @Test
  void takesNamesWithAnEqualsSignForMistakes() {
    assertThatThrownBy(() -> routes.claim("a=b", List.of("u")))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
