package im.bench.check;

import im.bench.load.Cast;
import im.bench.load.Lane;
import im.bench.load.Measures;
import im.bench.load.Participant;
import java.io.PrintStream;
import java.util.BitSet;
import java.util.Map;

/// acknowledged = stored once = delivered once to each receiver. In a run with faults a push may be
/// missed or come twice, as a client that reconnects pulls what it lacks and drops what it has;
/// there only the first half must hold, and every message must be acknowledged in the end.
///
/// @param sent messages sent
/// @param acked messages acknowledged
/// @param storedOnce acknowledged messages that the history holds exactly once
/// @param notStored acknowledged messages that it does not hold
/// @param storedTwice messages, acknowledged or not, that it holds more than once
/// @param holes seqs without a message
/// @param expected deliveries of acknowledged messages
/// @param missing those that did not happen
/// @param duplicates deliveries beyond the first
/// @param isFaultRun whether faults were expected
public record Equation(
    long sent,
    long acked,
    long storedOnce,
    long notStored,
    long storedTwice,
    long holes,
    long expected,
    long missing,
    long duplicates,
    boolean isFaultRun) {

  /// Puts together what senders, receivers and the server's history say.
  public static Equation of(
      Cast cast, Measures measures, Map<String, Stored> stored, boolean isFaultRun) {
    long sent = 0;
    long acked = 0;
    long once = 0;
    long none = 0;
    long expected = 0;
    long missing = 0;
    for (Lane lane : cast.lanes()) {
      Stored mine = stored.getOrDefault(lane.conversation().conversationID(), Stored.nothing());
      BitSet numbers = lane.acked();
      sent += lane.sent();
      acked += numbers.cardinality();
      expected += (long) numbers.cardinality() * lane.conversation().receivers();
      for (int n = numbers.nextSetBit(0); n >= 0; n = numbers.nextSetBit(n + 1)) {
        int count = mine.count(lane.id(n));
        once += count == 1 ? 1 : 0;
        none += count == 0 ? 1 : 0;
        missing += missing(lane, n);
      }
    }
    long twice =
        stored.values().stream()
            .flatMap(each -> each.counts().values().stream())
            .filter(count -> count > 1)
            .count();
    long holes = stored.values().stream().mapToLong(Stored::holes).sum();
    return new Equation(
        sent,
        acked,
        once,
        none,
        twice,
        holes,
        expected,
        missing,
        measures.duplicates(),
        isFaultRun);
  }

  private static long missing(Lane lane, int number) {
    long missing = 0;
    for (Participant each : lane.conversation().participants()) {
      if (each != lane.sender() && !each.has(lane.index(), number)) {
        missing++;
      }
    }
    return missing;
  }

  /// The verdict.
  public boolean holds() {
    boolean isStored = acked == sent && storedOnce == acked && storedTwice == 0 && acked > 0;
    return isStored && (isFaultRun || (missing == 0 && duplicates == 0));
  }

  /// Prints both sides and the verdict.
  public void print(PrintStream out) {
    out.printf(
        "stored           %d once, %d not at all, %d more than once, %d seqs without a message%n",
        storedOnce, notStored, storedTwice, holes);
    out.printf(
        "delivered        %d of %d, %d missing, %d duplicates%n",
        expected - missing, expected, missing, duplicates);
    out.printf(
        "equation         %s: sent %d = acked %d = stored once %d%s%n",
        holds() ? "HOLDS" : "DOES NOT HOLD",
        sent,
        acked,
        storedOnce,
        isFaultRun
            ? " (faults: deliveries not judged)"
            : " = delivered once %d/%d".formatted(expected - missing - duplicates, expected));
  }
}
