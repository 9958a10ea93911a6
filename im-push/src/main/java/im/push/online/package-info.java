/// The online way: which gateways hold the receivers of a batch, and one call per gateway and
/// message with only the users it holds. What a gateway fails to take waits for it a few seconds
/// and costs nobody else anything; whoever was away for longer finds it when he synchronises. Start
/// at [im.push.online.OnlinePush].
@NullMarked
package im.push.online;

import org.jspecify.annotations.NullMarked;
