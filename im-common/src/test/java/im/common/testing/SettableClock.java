package im.common.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until a test moves it.
public final class SettableClock extends Clock {
  private final ZoneId zone;
  private volatile Instant now;
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE);

  /// Stands at `now`.
  public SettableClock(Instant now) {
    this(now, ZoneOffset.UTC);
  }

  /// Stands at `now`, and says what time that is in `zone`.
  public SettableClock(Instant now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /// Lets time pass.
  public void advance(Duration step) {
    now = now.plus(step);
    nanos.addAndGet(step.toNanos());
  }

  /// Sets the clock back; no time passes.
  public void setBack(Duration step) {
    now = now.minus(step);
  }

  /// As [System#nanoTime].
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    InstantSource moving = this::instant;
    return moving.withZone(other);
  }
}
