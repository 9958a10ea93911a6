/// The other services as this one needs them: messages and seqs of rpc-msg, groups. Calls are made
/// with the rights of the server, since the caller's permission has been checked here. Start at
/// [im.rpc.conversation.peer.Messages].
@NullMarked
package im.rpc.conversation.peer;

import org.jspecify.annotations.NullMarked;
