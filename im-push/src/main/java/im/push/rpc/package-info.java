/// What other services ask of this one over gRPC: a push that did not come through the topic, and
/// forgetting the vendor token of a device that logs out. Start at [im.push.rpc.PushEndpoint].
@NullMarked
package im.push.rpc;

import org.jspecify.annotations.NullMarked;
