package im.bench.load;

import java.io.PrintStream;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/// The figures of a run, for people.
final class Report {
  private final LoadPlan plan;
  private final Cast cast;
  private final Measures measures;

  Report(LoadPlan plan, Cast cast, Measures measures) {
    this.plan = plan;
    this.cast = cast;
    this.measures = measures;
  }

  void print(PrintStream out) {
    out.printf(
        "load             %s, %s, %d bytes of text%n",
        plan.pairs() > 0
            ? plan.pairs() + " pairs"
            : "group of " + plan.groupSize() + ", " + plan.senders() + " senders",
        plan.isClosedLoop()
            ? "closed loop, window " + plan.window()
            : "%.0f msg/s".formatted(plan.ratePerSecond()),
        plan.sizeBytes());
    out.printf(
        "messages         %d sent, %d acked, %d error replies, %d resent, %d reconnects%n",
        Lane.sent(cast.lanes()),
        measures.acked(),
        measures.refusals(),
        measures.resends(),
        measures.reconnects());
    out.printf("acked/s          %.0f%n", measures.ackedPerSecond());
    out.printf("delivered/s      %.0f%n", measures.deliveredPerSecond());
    line(out, "ack ms", measures.ackLatency());
    line(out, "send->receive ms", measures.deliveryLatency());
    long lost =
        cast.participants().stream().map(Participant::lostReason).filter(Objects::nonNull).count();
    if (lost > 0) {
      out.printf(
          "connections      %d lost: %s%n",
          lost,
          cast.participants().stream()
              .map(Participant::lostReason)
              .filter(Objects::nonNull)
              .distinct()
              .limit(3)
              .toList());
    }
  }

  private static void line(PrintStream out, String name, Histogram micros) {
    out.printf(
        "%-16s p50 %.1f  p90 %.1f  p99 %.1f  max %.1f%n",
        name,
        micros.getValueAtPercentile(50) / 1e3,
        micros.getValueAtPercentile(90) / 1e3,
        micros.getValueAtPercentile(99) / 1e3,
        micros.getMaxValue() / 1e3);
  }
}
