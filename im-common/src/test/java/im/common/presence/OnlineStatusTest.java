package im.common.presence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.entry;

import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.presence.OnlineStatus.Page;
import im.common.presence.OnlineStatus.Report;
import im.common.redis.Redis;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.common.testing.Until;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class OnlineStatusTest {
  private final Redis redis = RedisExtension.redis();
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
  private final OnlineStatus online = new OnlineStatus(redis, clock);
  private final BlockingQueue<String> announced = new LinkedBlockingQueue<>();
  private String user = "";

  @BeforeEach
  void prepare(TestInfo test) {
    redis.sync().flushall();
    user = test.getTestMethod().orElseThrow().getName();
    redis.subscribe("online_change", announced::add);
  }

  @Test
  void keepsPlatformsInTheLayoutOfTheReference() {
    online.update(List.of(report(List.of(5, 1, 5), List.of())));

    long until = clock.instant().getEpochSecond() + 1800;
    assertThat(redis.sync().zscore("ONLINE:" + user, "5")).isEqualTo(until);
    assertThat(redis.sync().zscore("ONLINE:" + user, "1")).isEqualTo(until);
    assertThat(redis.sync().ttl("ONLINE:" + user)).isBetween(1790L, 1800L);
    assertThat(platforms()).containsExactly(1, 5);
  }

  @Test
  void announcesWhatIsOnlineAfterEachChange() throws Exception {
    online.update(List.of(report(List.of(5), List.of())));
    assertThat(nextAnnouncement()).isEqualTo("5:" + user);

    online.update(List.of(report(List.of(1, 5), List.of())));
    assertThat(OnlineStatusChange.parse(nextAnnouncement()))
        .isEqualTo(new OnlineStatusChange(user, List.of(1, 5)));

    online.update(List.of(report(List.of(), List.of(1, 5))));
    assertThat(nextAnnouncement()).isEqualTo(user);
    assertThat(platforms()).isEmpty();
  }

  @Test
  void aRenewalIsNotAnnounced() throws Exception {
    online.update(List.of(report(List.of(5), List.of())));
    assertThat(nextAnnouncement()).isEqualTo("5:" + user);

    clock.advance(Duration.ofMinutes(20));
    online.update(List.of(report(List.of(5), List.of())));
    clock.advance(Duration.ofMinutes(20));
    assertThat(platforms()).containsExactly(5);

    online.update(List.of(report(List.of(1), List.of())));
    assertThat(nextAnnouncement()).contains("1", "5");
  }

  @Test
  void aPlatformThatLeavesAndStaysIsAnnounced() throws Exception {
    online.update(List.of(report(List.of(5), List.of())));
    assertThat(nextAnnouncement()).isEqualTo("5:" + user);

    online.update(List.of(report(List.of(5), List.of(5))));

    assertThat(nextAnnouncement()).isEqualTo("5:" + user);
    assertThat(platforms()).containsExactly(5);
  }

  @Test
  void whatNobodyRenewsEnds() throws Exception {
    online.update(List.of(report(List.of(5), List.of())));
    clock.advance(Duration.ofMinutes(15));
    online.update(List.of(report(List.of(1), List.of())));

    clock.advance(Duration.ofMinutes(15));
    assertThat(platforms()).as("the last second counts").containsExactly(1, 5);
    clock.advance(Duration.ofSeconds(1));
    assertThat(platforms()).containsExactly(1);

    assertThat(nextAnnouncement()).isEqualTo("5:" + user);
    assertThat(nextAnnouncement()).contains("1", "5");
    online.update(List.of(report(List.of(1), List.of())));
    assertThat(nextAnnouncement()).as("what ended counts as a change").isEqualTo("1:" + user);
  }

  @Test
  void readsManyUsersInTheOrderAsked() {
    online.update(
        List.of(new Report("b", List.of(5), List.of()), new Report("a", List.of(1, 2), List.of())));

    assertThat(online.platforms(List.of("b", "nobody", "a", "b", "")))
        .containsExactly(
            entry("b", List.of(5)),
            entry("nobody", List.of()),
            entry("a", List.of(1, 2)),
            entry("", List.of()));
  }

  @Test
  void pagesGoOverAllWhoAreOnline() {
    for (int first = 0; first < 2500; first += 500) {
      online.update(
          IntStream.range(first, first + 500)
              .mapToObj(i -> new Report("u" + i, List.of(5), List.of()))
              .toList());
    }
    online.update(List.of(new Report("gone", List.of(5), List.of())));
    online.update(List.of(new Report("gone", List.of(), List.of(5))));

    Set<String> seen = new HashSet<>();
    long cursor = 0;
    int pages = 0;
    do {
      Page page = online.page(cursor);
      seen.addAll(page.platforms().keySet());
      cursor = page.nextCursor();
      pages++;
    } while (cursor != 0);

    assertThat(seen).hasSize(2500).contains("u0", "u2499");
    assertThat(pages).isGreaterThan(1);
  }

  @Test
  void refusesACursorOfNoNode() {
    assertThatExceptionOfType(ImException.class)
        .isThrownBy(() -> online.page(7))
        .satisfies(e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGS.code()));
  }

  @Test
  void listenersAreToldAndSurviveNonsense() throws Exception {
    BlockingQueue<OnlineStatusChange> heard = new LinkedBlockingQueue<>();
    online.onChange(heard::add);

    redis.sync().publish("online_change", "x:" + user);
    online.update(List.of(report(List.of(5), List.of())));

    assertThat(heard.poll(60, TimeUnit.SECONDS))
        .isEqualTo(new OnlineStatusChange(user, List.of(5)));
  }

  @Test
  void readsAnnouncements() {
    assertThat(OnlineStatusChange.parse("u1")).isEqualTo(new OnlineStatusChange("u1", List.of()));
    assertThat(OnlineStatusChange.parse("5:1:u1"))
        .isEqualTo(new OnlineStatusChange("u1", List.of(1, 5)));
    assertThatIllegalArgumentException().isThrownBy(() -> OnlineStatusChange.parse("a:u1"));
  }

  private Report report(List<Integer> nowOnline, List<Integer> offline) {
    return new Report(user, nowOnline, offline);
  }

  private List<Integer> platforms() {
    return online.platforms(List.of(user)).getOrDefault(user, List.of());
  }

  /// The next announcement about this test's user; announcements of earlier tests may still come
  /// in.
  private String nextAnnouncement() throws Exception {
    return Until.found(
        "announcement about " + user,
        () ->
            Optional.ofNullable(announced.poll())
                .filter(payload -> payload.equals(user) || payload.endsWith(":" + user)));
  }
}
