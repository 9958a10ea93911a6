/// What happens to messages after they were sent: they are taken back, deleted, erased, cleared,
/// and grow too old. A change is durable and seen by every reader when its call returns; those
/// concerned are told by a notification. Start at [im.rpc.msg.change.Revocation] and
/// [im.rpc.msg.change.Deletion].
@NullMarked
package im.rpc.msg.change;

import org.jspecify.annotations.NullMarked;
