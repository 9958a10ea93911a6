/// Takes batches of the push topic. Everything about a batch that may have to be repeated
/// (decoding, receivers, routes) is done before the first message leaves; then messages of one chat
/// go out strictly in order and different chats side by side. Start at
/// [im.push.consume.PushBatchHandler].
@NullMarked
package im.push.consume;

import org.jspecify.annotations.NullMarked;
