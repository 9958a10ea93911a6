package im.common.rpc;

import im.common.context.RequestContext;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;

/// Binds the caller's context around the handler. A call without an operationID is refused: nothing
/// may run that cannot be found in the log.
final class ContextServerInterceptor implements ServerInterceptor {
  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    if (call.getMethodDescriptor().getFullMethodName().startsWith("grpc.")) {
      return next.startCall(call, headers);
    }
    RequestContext context = ContextMetadata.read(headers);
    if (context.operationID().isEmpty()) {
      call.close(
          Status.INVALID_ARGUMENT.withDescription("operationID: missing (expected: one value)"),
          new Metadata());
      return new ServerCall.Listener<>() {};
    }
    ServerCall.Listener<Q> listener = context.call(() -> next.startCall(call, headers));
    return new SimpleForwardingServerCallListener<>(listener) {
      @Override
      public void onMessage(Q message) {
        context.run(() -> super.onMessage(message));
      }

      @Override
      public void onHalfClose() {
        context.run(super::onHalfClose);
      }

      @Override
      public void onCancel() {
        context.run(super::onCancel);
      }

      @Override
      public void onComplete() {
        context.run(super::onComplete);
      }
    };
  }
}
