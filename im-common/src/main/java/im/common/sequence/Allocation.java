package im.common.sequence;

/// Numbers given to the messages of one call.
///
/// @param before last number of the conversation before the call; 0 when it had no message yet
/// @param shown last number before the call that was shown ([ConversationSequences#show])
/// @param seqs number of each message, in the order asked; a number up to `before`, or one that
///   stands here twice, belongs to a message that was seen already
/// @param isDeletedBySome whether owners of the conversation deleted it ([DeletedConversations]),
///   or may have: Redis was restarted
/// @param isForgotten whether Redis lost the conversation since its last message, and with it who
///   deleted it, or was restarted before a message was shown that may be its first; until
///   [ConversationSequences#show]
public record Allocation(
    long before, long shown, long[] seqs, boolean isDeletedBySome, boolean isForgotten) {}
