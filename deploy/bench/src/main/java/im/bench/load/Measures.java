package im.bench.load;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/// What a run has seen so far. Times are `System.nanoTime()`, latencies microseconds.
public final class Measures {
  private static final long LONGEST_MICROS = 600_000_000;
  private static final int DIGITS = 3;

  private final Recorder ackLatency = new Recorder(LONGEST_MICROS, DIGITS);
  private final Recorder deliveryLatency = new Recorder(LONGEST_MICROS, DIGITS);
  private final LongAdder acked = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder delivered = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final LongAdder echoes = new LongAdder();
  private final LongAdder reconnects = new LongAdder();
  private final LongAdder resent = new LongAdder();
  private final LongAdder measuredAcks = new LongAdder();
  private final LongAdder measuredDeliveries = new LongAdder();
  private final AtomicLong lastAck = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong lastDelivery = new AtomicLong(Long.MIN_VALUE);
  private volatile long measureFrom;

  /// Messages due at or after `nanos` count for latencies and rates.
  void measureFrom(long nanos) {
    measureFrom = nanos;
  }

  long measureFrom() {
    return measureFrom;
  }

  void acked(long dueNanos) {
    long now = System.nanoTime();
    acked.increment();
    if (dueNanos - measureFrom >= 0) {
      measuredAcks.increment();
      ackLatency.recordValue(micros(now - dueNanos));
      lastAck.accumulateAndGet(now, Math::max);
    }
  }

  void delivered(long dueNanos) {
    long now = System.nanoTime();
    delivered.increment();
    if (dueNanos - measureFrom >= 0) {
      measuredDeliveries.increment();
      deliveryLatency.recordValue(micros(now - dueNanos));
      lastDelivery.accumulateAndGet(now, Math::max);
    }
  }

  void duplicate() {
    duplicates.increment();
  }

  void echo() {
    echoes.increment();
  }

  void refused() {
    refused.increment();
  }

  void reconnected() {
    reconnects.increment();
  }

  void resent() {
    resent.increment();
  }

  /// Messages acknowledged.
  public long acked() {
    return acked.sum();
  }

  /// Replies with an error code.
  public long refusals() {
    return refused.sum();
  }

  /// First receipts of a message by one of its receivers.
  public long delivered() {
    return delivered.sum();
  }

  /// Further receipts on the same connection's user.
  public long duplicates() {
    return duplicates.sum();
  }

  /// Receipts of a message by its own sender.
  public long echoes() {
    return echoes.sum();
  }

  /// Connections made again.
  public long reconnects() {
    return reconnects.sum();
  }

  /// Messages sent again.
  public long resends() {
    return resent.sum();
  }

  /// Acknowledgements per second, from the start of measuring to the last one.
  public double ackedPerSecond() {
    return perSecond(measuredAcks.sum(), lastAck.get());
  }

  /// Deliveries per second, from the start of measuring to the last one.
  public double deliveredPerSecond() {
    return perSecond(measuredDeliveries.sum(), lastDelivery.get());
  }

  /// Microseconds from the time a message was due to its acknowledgement; call once.
  public Histogram ackLatency() {
    return ackLatency.getIntervalHistogram();
  }

  /// Microseconds from the time a message was due to each delivery; call once.
  public Histogram deliveryLatency() {
    return deliveryLatency.getIntervalHistogram();
  }

  private double perSecond(long count, long lastNanos) {
    return lastNanos == Long.MIN_VALUE ? 0 : count * 1e9 / Math.max(1, lastNanos - measureFrom);
  }

  private static long micros(long nanos) {
    return Math.clamp(nanos / 1000, 0, LONGEST_MICROS);
  }
}
