package im.msgtransfer.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.msgtransfer.schedule.JobLedger.Outcome;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(RedisExtension.class)
class JobRunnerTest {
  private static final Duration LONG = Duration.ofMinutes(5);
  private static final Duration NO_TIME = Duration.ZERO;
  private static final long DUE = Instant.parse("2026-11-25T02:00:00Z").toEpochMilli();

  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T12:00:00Z"));
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<Duration> pauses = new ArrayList<>();
  private final List<Long> calls = new ArrayList<>();
  private final Queue<Integer> removes = new ArrayDeque<>();
  private final Job job = new Job("deleteMsg", 50, this::step);

  @BeforeEach
  void nothingIsKnown() {
    RedisExtension.redis().sync().flushall();
  }

  @Test
  void theFirstStartCatchesUpWithNothing() throws Exception {
    runner("a", LONG).runIfDue(job);
    runner("a", LONG).runIfDue(job);
    assertThat(calls).isEmpty();
  }

  @Test
  void aRunGoesOnUntilNothingIsLeftAndPausesBetween() throws Exception {
    started();
    removes.addAll(List.of(50, 50, 7));
    runner("a", LONG).runIfDue(job);
    assertThat(calls).containsExactly(DUE, DUE, DUE);
    assertThat(pauses).containsExactly(Duration.ofMillis(100), Duration.ofMillis(100));
    assertThat(meters.counter("im.cron.removed", "job", "deleteMsg").count()).isEqualTo(107);
    assertThat(runs("finished")).isEqualTo(1);
    assertThat(RedisExtension.redis().sync().hgetall("IM:CRON:deleteMsg"))
        .containsEntry("done", "1")
        .containsEntry("calls", "3")
        .containsEntry("removed", "107")
        .doesNotContainKey("owner");
  }

  @Test
  void whatIsDoneIsNotDoneAgainByAnybody() throws Exception {
    started();
    runner("a", LONG).runIfDue(job);
    runner("b", LONG).runIfDue(job);
    assertThat(calls).hasSize(1);
    clock.advance(Duration.ofDays(1));
    runner("b", LONG).runIfDue(job);
    assertThat(calls).containsExactly(DUE, DUE + Duration.ofDays(1).toMillis());
  }

  @Test
  void aJobHasOneOwnerAtATime() throws Exception {
    started();
    assertThat(ledger("a", LONG).claim("deleteMsg", DUE)).hasValue(DUE);
    runner("b", LONG).runIfDue(job);
    assertThat(calls).isEmpty();
    assertThat(ledger("a", LONG).done("deleteMsg", 50, false, 10)).isEqualTo(Outcome.GO_ON);
  }

  @Test
  void whatAnOwnerLeavesIsTakenUpWithItsTimeOfThen() throws Exception {
    started();
    JobLedger dead = ledger("a", NO_TIME);
    assertThat(dead.claim("deleteMsg", DUE)).hasValue(DUE);
    assertThat(dead.done("deleteMsg", 50, false, 10)).isEqualTo(Outcome.GO_ON);
    clock.advance(Duration.ofHours(3));
    runner("b", LONG).runIfDue(job);
    assertThat(calls).containsExactly(DUE);
    assertThat(RedisExtension.redis().sync().hget("IM:CRON:deleteMsg", "calls")).isEqualTo("2");
    // Who comes back late finds that the run is not his any more.
    assertThat(dead.done("deleteMsg", 50, false, 10)).isEqualTo(Outcome.LOST);
  }

  @Test
  void aRunThatTakesTooManyCallsEnds() {
    started();
    JobLedger ledger = ledger("a", LONG);
    assertThat(ledger.claim("deleteMsg", DUE)).hasValue(DUE);
    assertThat(ledger.done("deleteMsg", 50, false, 2)).isEqualTo(Outcome.GO_ON);
    assertThat(ledger.done("deleteMsg", 50, false, 2)).isEqualTo(Outcome.FINISHED);
    assertThat(ledger.claim("deleteMsg", DUE)).isEmpty();
  }

  @Test
  void aCallThatFailsPutsTheRunOff() throws Exception {
    started();
    Job failing =
        new Job(
            "deleteMsg",
            50,
            _ -> {
              throw new IllegalStateException("the store is away");
            });
    runner("a", LONG).runIfDue(failing);
    assertThat(runs("put_off")).isEqualTo(1);
    runner("b", LONG).runIfDue(job);
    runner("a", LONG).runIfDue(job);
    assertThat(calls).isEmpty();
  }

  @Test
  void aRunIsTriedAgainAndGivenUpInTheEnd() throws Exception {
    started();
    JobLedger ledger = new JobLedger(RedisExtension.redis(), "a", LONG, NO_TIME);
    for (int i = 1; i < 3; i++) {
      assertThat(ledger.claim("deleteMsg", DUE)).hasValue(DUE);
      assertThat(ledger.failed("deleteMsg", 3)).isEqualTo(Outcome.PUT_OFF);
    }
    assertThat(ledger.claim("deleteMsg", DUE)).hasValue(DUE);
    assertThat(ledger.failed("deleteMsg", 3)).isEqualTo(Outcome.GIVEN_UP);
    assertThat(ledger.claim("deleteMsg", DUE)).isEmpty();
    assertThat(ledger.claim("deleteMsg", DUE + 1)).hasValue(DUE + 1);
  }

  /// Everything was known before the run that is due now.
  private void started() {
    assertThat(ledger("z", LONG).claim("deleteMsg", DUE - 86_400_000)).isEmpty();
    clock.advance(Duration.ofHours(15));
  }

  private int step(long due) {
    calls.add(due);
    Integer next = removes.poll();
    return next == null ? 0 : next;
  }

  private double runs(String outcome) {
    return meters.counter("im.cron.runs", "job", "deleteMsg", "outcome", outcome).count();
  }

  private JobRunner runner(String owner, Duration lease) {
    return new JobRunner(
        CronExpression.parse("0 2 * * *"), ledger(owner, lease), clock, pauses::add, meters);
  }

  private static JobLedger ledger(String owner, Duration lease) {
    return new JobLedger(RedisExtension.redis(), owner, lease, LONG);
  }
}
