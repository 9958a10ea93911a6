package im.bench.load;

import org.jspecify.annotations.Nullable;

/// The clientMsgID of a message of this bench: run, lane, number in the lane from 0. It lets a
/// receiver find out without any table which message it has got.
public record MessageId(String run, int lane, int number) {
  private static final char SEPARATOR = '-';

  @Override
  public String toString() {
    return run + SEPARATOR + lane + SEPARATOR + number;
  }

  /// The id in `clientMsgID`, or null when `run` did not make it.
  public static @Nullable MessageId parse(String run, String clientMsgID) {
    int first = run.length();
    int second = clientMsgID.indexOf(SEPARATOR, first + 1);
    if (second < 0
        || !clientMsgID.startsWith(run)
        || clientMsgID.charAt(first) != SEPARATOR
        || second + 1 == clientMsgID.length()) {
      return null;
    }
    try {
      return new MessageId(
          run,
          Integer.parseInt(clientMsgID, first + 1, second, 10),
          Integer.parseInt(clientMsgID, second + 1, clientMsgID.length(), 10));
    } catch (NumberFormatException _) {
      return null;
    }
  }
}
