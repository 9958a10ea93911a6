package im.bench.check;

import java.util.HashMap;
import java.util.Map;

/// What the history of one conversation holds.
///
/// @param counts how often each clientMsgID of the run occurs
/// @param messages all messages in it, those of others too
/// @param holes seqs up to the newest one that hold no message
public record Stored(Map<String, Integer> counts, long messages, long holes) {
  /// A conversation without history.
  static Stored nothing() {
    return new Stored(new HashMap<>(), 0, 0);
  }

  int count(String clientMsgID) {
    return counts.getOrDefault(clientMsgID, 0);
  }
}
