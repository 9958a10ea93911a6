/// Tests of the push service: real gRPC servers stand for gateways and neighbours, a real Redis for
/// the cache channel, and the queue is driven by hand. Start at [im.push.PushBatchHandlerTest].
@NullMarked
package im.push;

import org.jspecify.annotations.NullMarked;
