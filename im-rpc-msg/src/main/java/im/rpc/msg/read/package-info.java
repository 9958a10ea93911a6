/// Reading back: the newest numbers of a user's conversations and messages by number, as far as the
/// user may see them. Start at [im.rpc.msg.read.MessagePuller].
@NullMarked
package im.rpc.msg.read;

import org.jspecify.annotations.NullMarked;
