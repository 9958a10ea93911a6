/// gRPC in one way: [im.common.rpc.RpcServer] serves with all interceptors in their order,
/// [im.common.rpc.RpcClients] gives stubs that balance, carry the context and have a deadline.
/// Application error codes travel in `grpc-status-details-bin` (`reference/ops.md` 3.8).
@NullMarked
package im.common.rpc;

import org.jspecify.annotations.NullMarked;
