/// The vocabulary of messages: conversation ids, options, content and session types, platforms.
/// Constants are those of `reference/constants.tsv`; nothing here does any I/O. Start at
/// [im.common.message.ConversationIDs].
@NullMarked
package im.common.message;

import org.jspecify.annotations.NullMarked;
