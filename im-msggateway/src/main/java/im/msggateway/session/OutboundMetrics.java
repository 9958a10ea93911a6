package im.msggateway.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what slow readers lost, and which were given up.
public final class OutboundMetrics {
  final Counter typingDropped;
  final Counter presenceDropped;
  final Counter superseded;
  final Counter merged;
  final Counter slowReadersClosed;

  /// Registers the counters in `meters`.
  public OutboundMetrics(MeterRegistry meters) {
    typingDropped = dropped(meters, "typing");
    presenceDropped = dropped(meters, "presence");
    superseded = dropped(meters, "superseded");
    merged =
        Counter.builder("gateway.frames.merged")
            .description("pushes that waited for a slow reader and rode in another one's frame")
            .register(meters);
    slowReadersClosed =
        Counter.builder("gateway.slow.readers.closed")
            .description("connections closed because their queue was full")
            .register(meters);
  }

  private static Counter dropped(MeterRegistry meters, String reason) {
    return Counter.builder("gateway.frames.dropped")
        .description("frames a slow reader lost")
        .tag("reason", reason)
        .register(meters);
  }
}
