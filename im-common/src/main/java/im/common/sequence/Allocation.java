package im.common.sequence;

/// Numbers given to the messages of one call.
///
/// @param before last number of the conversation before the call; 0 when it had no message yet
/// @param seqs number of each message, in the order asked; a number up to `before`, or one that
///   stands here twice, belongs to a message that was seen already
public record Allocation(long before, long[] seqs) {
  /// True when the conversation had no message before this call.
  public boolean isFirst() {
    return before == 0;
  }
}
