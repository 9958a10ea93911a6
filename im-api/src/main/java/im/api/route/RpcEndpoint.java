package im.api.route;

import com.google.protobuf.Message;
import im.api.edge.Endpoint;
import im.api.edge.Envelope;
import im.api.edge.Reply;
import im.api.route.RpcMethods.RpcMethod;
import im.common.http.HttpRequest;
import im.common.json.GoJson;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.stub.ClientCalls;

/// A route that is one gRPC call: the JSON body is its request, its response the data.
public final class RpcEndpoint implements Endpoint {
  private final RpcMethod method;
  private final Message emptyRequest;
  private final Channel channel;

  /// Calls `method` through `channel`, which carries context and deadline.
  public RpcEndpoint(RpcMethod method, Channel channel) {
    this.method = method;
    this.emptyRequest = method.emptyRequest();
    this.channel = channel;
  }

  @Override
  public Reply handle(HttpRequest request) {
    return answer(read(request).build());
  }

  /// The RPC request that a body says, still open for changes.
  public Message.Builder read(HttpRequest request) {
    Message.Builder rpcRequest = emptyRequest.newBuilderForType();
    GoJson.merge(request.body(), rpcRequest);
    return rpcRequest;
  }

  /// The answer to an RPC request.
  public Reply answer(Message rpcRequest) {
    return Envelope.success(
        ClientCalls.blockingUnaryCall(
            channel, method.descriptor(), CallOptions.DEFAULT, rpcRequest));
  }
}
