/// Conversations in MongoDB, in the reference's layout, with their version log and what of them is
/// cached. Every write goes through [im.rpc.conversation.store.ConversationJournal], which keeps
/// row, version log and caches in the right order; reads go to
/// [im.rpc.conversation.store.ConversationStore]. Layout: `reference/mongo-collections.tsv`.
@NullMarked
package im.rpc.conversation.store;

import org.jspecify.annotations.NullMarked;
