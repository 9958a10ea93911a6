package im.msgtransfer.schedule;

import im.common.error.ErrorTable;
import im.msgtransfer.schedule.JobLedger.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a job when it is due: call after call with a pause between, so that it never takes a store
/// for itself, and for as long as the run is this process's.
final class JobRunner {
  private static final Logger log = LoggerFactory.getLogger(JobRunner.class);
  private static final int MAX_CALLS = 10_000;
  private static final int MAX_FAILURES = 10;
  private static final Duration PAUSE = Duration.ofMillis(100);

  /// Waits between two calls.
  @FunctionalInterface
  interface Pause {
    /// Waits for `duration`.
    ///
    /// @throws InterruptedException when the process stops
    void of(Duration duration) throws InterruptedException;
  }

  private final CronExpression schedule;
  private final JobLedger ledger;
  private final Clock clock;
  private final Pause pause;
  private final MeterRegistry meters;

  /// Due by `schedule` in the zone of `clock`.
  JobRunner(
      CronExpression schedule, JobLedger ledger, Clock clock, Pause pause, MeterRegistry meters) {
    this.schedule = schedule;
    this.ledger = ledger;
    this.clock = clock;
    this.pause = pause;
    this.meters = meters;
  }

  /// Runs `job` if it is due and nobody else does; returns when the run is over or no longer ours.
  void runIfDue(Job job) throws InterruptedException {
    long lastDue =
        schedule.lastUntil(clock.instant().atZone(clock.getZone())).toInstant().toEpochMilli();
    OptionalLong due = ledger.claim(job.name(), lastDue);
    if (due.isEmpty()) {
      return;
    }
    log.info("clean-up {} of {} runs", job.name(), due.getAsLong());
    Outcome outcome = call(job, due.getAsLong());
    while (outcome == Outcome.GO_ON) {
      pause.of(PAUSE);
      outcome = call(job, due.getAsLong());
    }
    Counter.builder("im.cron.runs")
        .description("runs of scheduled clean-up by how they ended here")
        .tag("job", job.name())
        .tag("outcome", outcome.name().toLowerCase(java.util.Locale.ROOT))
        .register(meters)
        .increment();
    log.info("clean-up {} of {}: {}", job.name(), due.getAsLong(), outcome);
  }

  private Outcome call(Job job, long due) {
    Timer.Sample sample = Timer.start(meters);
    try {
      int removed = job.step().run(due);
      Counter.builder("im.cron.removed")
          .description("what scheduled clean-up removed")
          .tag("job", job.name())
          .register(meters)
          .increment(removed);
      return ledger.done(job.name(), removed, removed < job.limit(), MAX_CALLS);
    } catch (RuntimeException e) {
      log.warn("clean-up {} failed: {}", job.name(), ErrorTable.of(e).getMessage());
      return ledger.failed(job.name(), MAX_FAILURES);
    } finally {
      sample.stop(Timer.builder("im.cron.call").tag("job", job.name()).register(meters));
    }
  }
}
