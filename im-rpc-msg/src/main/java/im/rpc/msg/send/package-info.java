/// Accepting a message: what the server sets itself, whether its sender may send it, and the
/// durable record that makes the reply true. Start at [im.rpc.msg.send.MessageSender].
@NullMarked
package im.rpc.msg.send;

import org.jspecify.annotations.NullMarked;
