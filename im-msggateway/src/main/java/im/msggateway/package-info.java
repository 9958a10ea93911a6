/// The gateway between clients and services: WebSocket connections on Netty, each of which belongs
/// to one user on one platform. It holds no state that outlives a connection; everything durable is
/// behind the gRPC calls it makes. Start at [im.msggateway.MsgGatewayService].
@NullMarked
package im.msggateway;

import org.jspecify.annotations.NullMarked;
