package im.bench.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What a load run is to do.
///
/// @param pairs number of pairs, each with one sender and one receiver; 0 for a group run
/// @param groupSize members of the one group; 0 for a run of pairs
/// @param senders how many group members send
/// @param ratePerSecond messages per second of all senders together; 0 for a closed loop
/// @param window unacknowledged messages per sender in a closed loop
/// @param messages how many to send in all; 0 when `duration` decides
/// @param duration how long to send; null when `messages` decides
/// @param sizeBytes length of the text of a message
/// @param warmup messages sent in this first time are checked but not measured
/// @param settle how long to wait for the last acknowledgement, delivery and stored message,
///   counted from the last progress
/// @param reconnect faults are expected: connections are made again and unacknowledged messages
///   sent again under their old id
public record LoadPlan(
    int pairs,
    int groupSize,
    int senders,
    double ratePerSecond,
    int window,
    long messages,
    @Nullable Duration duration,
    int sizeBytes,
    Duration warmup,
    Duration settle,
    boolean reconnect) {

  /// Refuses what makes no run.
  public LoadPlan {
    require(pairs > 0 != groupSize > 1, "exactly one of --pairs >= 1 and --group >= 2");
    require(messages > 0 || duration != null, "--messages >= 1 or --duration");
    require(window > 0, "--window >= 1");
    require(groupSize == 0 || (senders > 0 && senders <= groupSize), "--senders from 1 to --group");
    require(ratePerSecond >= 0, "--rate >= 0");
  }

  /// True when each acknowledgement triggers the next message.
  public boolean isClosedLoop() {
    return ratePerSecond == 0;
  }

  private static void require(boolean isMet, String expectation) {
    if (!isMet) {
      throw new IllegalArgumentException("expected: " + expectation);
    }
  }
}
