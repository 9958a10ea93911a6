/// The message service `openim.msg.msg`: sends, reads, marks. A reply to a send means that the
/// message is durable; everything after that is the pipeline's. Start at [im.rpc.msg.MsgService].
@NullMarked
package im.rpc.msg;

import org.jspecify.annotations.NullMarked;
