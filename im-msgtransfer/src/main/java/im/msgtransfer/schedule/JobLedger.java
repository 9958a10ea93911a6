package im.msgtransfer.schedule;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/// Who runs which job, and how far the last run came: hash `IM:CRON:<job>` in Redis with `due` (ms)
/// and `done` of the last run, its `calls`, `removed` and `failures`, and the lease `owner`,
/// `until` (ms, by the clock of Redis). Each script touches one key.
final class JobLedger {
  private static final LuaScript CLAIM = LuaScript.resource(JobLedger.class, "job_claim.lua");
  private static final LuaScript REPORT = LuaScript.resource(JobLedger.class, "job_report.lua");

  /// What becomes of a run after a call.
  enum Outcome {
    LOST,
    GO_ON,
    FINISHED,
    GIVEN_UP,
    PUT_OFF
  }

  private final Redis redis;
  private final String owner;
  private final Duration lease;
  private final Duration retry;

  /// A run is `owner`'s for `lease` after each sign of life; a run whose call failed is nobody's
  /// for `retry`.
  JobLedger(Redis redis, String owner, Duration lease, Duration retry) {
    this.redis = redis;
    this.owner = owner;
    this.lease = lease;
    this.retry = retry;
  }

  /// Takes the run of `job` that was due at `lastDue` (ms), or one that was not finished.
  ///
  /// @return when the run taken was due, ms; nothing when there is none to take
  OptionalLong claim(String job, long lastDue) {
    List<Long> answer =
        redis
            .<List<Long>>eval(
                CLAIM,
                ScriptOutputType.MULTI,
                List.of(key(job)),
                List.of(owner, Long.toString(lease.toMillis()), Long.toString(lastDue)))
            .toCompletableFuture()
            .join();
    return answer.getFirst() == 1 ? OptionalLong.of(answer.getLast()) : OptionalLong.empty();
  }

  /// Notes that a call removed `removed` things; `last` when there are no more.
  Outcome done(String job, int removed, boolean last, int maxCalls) {
    return report(job, removed, last, maxCalls, Integer.MAX_VALUE);
  }

  /// Notes that a call failed, and puts the run off, unless too many of its calls have failed.
  Outcome failed(String job, int maxFailures) {
    return report(job, -1, false, Integer.MAX_VALUE, maxFailures);
  }

  private Outcome report(String job, int removed, boolean last, int maxCalls, int maxFailures) {
    long answer =
        redis
            .<Long>eval(
                REPORT,
                ScriptOutputType.INTEGER,
                List.of(key(job)),
                List.of(
                    owner,
                    Long.toString(lease.toMillis()),
                    Integer.toString(removed),
                    last ? "1" : "0",
                    Integer.toString(maxCalls),
                    Integer.toString(maxFailures),
                    Long.toString(retry.toMillis())))
            .toCompletableFuture()
            .join();
    return Outcome.values()[Math.toIntExact(answer)];
  }

  static String key(String job) {
    return "IM:CRON:" + job;
  }
}
