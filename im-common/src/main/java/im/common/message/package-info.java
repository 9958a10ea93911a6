/// The vocabulary of messages and of those who write them: conversation ids, options, content and
/// session types, platforms, roles, receive options, states of groups and of applications.
/// Constants are those of `reference/constants.tsv`; nothing here does any I/O. Start at
/// [im.common.message.ConversationIDs].
@NullMarked
package im.common.message;

import org.jspecify.annotations.NullMarked;
