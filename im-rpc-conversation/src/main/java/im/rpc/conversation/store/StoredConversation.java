package im.rpc.conversation.store;

import im.proto.conversation.Conversation;

/// A row: the conversation as clients see it, and when it was made.
///
/// @param value the conversation
/// @param createTime ms since the epoch
public record StoredConversation(Conversation value, long createTime) {}
