package im.common.sequence;

/// Numbers given to the messages of one call.
///
/// @param before last number of the conversation before the call; 0 when it had no message yet
/// @param seqs number of each message, in the order asked; a number up to `before`, or one that
///   stands here twice, belongs to a message that was seen already
/// @param isDeletedBySome whether owners of the conversation deleted it ([DeletedConversations]),
///   or may have: Redis forgot
public record Allocation(long before, long[] seqs, boolean isDeletedBySome) {
  /// True when the conversation had no message before this call.
  public boolean isFirst() {
    return before == 0;
  }
}
