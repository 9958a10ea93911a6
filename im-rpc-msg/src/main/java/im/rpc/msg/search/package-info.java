/// The administrator's search in all chats. Start at [im.rpc.msg.search.MessageSearch].
@NullMarked
package im.rpc.msg.search;

import org.jspecify.annotations.NullMarked;
