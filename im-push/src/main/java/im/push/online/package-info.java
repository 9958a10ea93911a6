/// The online way: which gateways hold the receivers of a batch, and one call per gateway and
/// message with only the users it holds. A gateway that fails or hangs costs its own users the push
/// and nobody else anything: they find the message when they sync. Start at
/// [im.push.online.OnlinePush].
@NullMarked
package im.push.online;

import org.jspecify.annotations.NullMarked;
