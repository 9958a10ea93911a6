/// The conversation service: who has which conversation with which settings, kept in step with the
/// clients by version logs. [im.rpc.conversation.ConversationService] wires it; each concern
/// (reading, creation, settings, deletion, the sorted list, self-destruction) is a class of its own
/// behind the thin [im.rpc.conversation.ConversationEndpoint]. Rules: `reference/business-rules.md`
/// 8.
@NullMarked
package im.rpc.conversation;

import org.jspecify.annotations.NullMarked;
