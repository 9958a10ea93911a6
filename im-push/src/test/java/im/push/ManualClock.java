package im.push;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicLong;

/// A clock that stands still until it is moved.
final class ManualClock extends Clock {
  private final AtomicLong nowMs;

  ManualClock(long nowMs) {
    this.nowMs = new AtomicLong(nowMs);
  }

  void advance(Duration step) {
    nowMs.addAndGet(step.toMillis());
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return Clock.fixed(instant(), zone);
  }

  @Override
  public Instant instant() {
    return Instant.ofEpochMilli(nowMs.get());
  }
}
