package im.rpc.conversation.store;

/// What a list shows of a conversation, and is sorted by.
///
/// @param createTime ms since the epoch
public record ListedConversation(
    String conversationID, boolean isPinned, int recvMsgOpt, long createTime) {}
