package im.common.rpc;

import im.common.context.RequestContext;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// What every outgoing call gets: the context of the running request, and a deadline if it has
/// none.
final class ContextClientInterceptor implements ClientInterceptor {
  private final Duration defaultDeadline;

  ContextClientInterceptor(Duration defaultDeadline) {
    this.defaultDeadline = defaultDeadline;
  }

  @Override
  public <Q, R> ClientCall<Q, R> interceptCall(
      MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
    CallOptions withDeadline =
        options.getDeadline() != null
            ? options
            : options.withDeadlineAfter(defaultDeadline.toNanos(), TimeUnit.NANOSECONDS);
    RequestContext context = RequestContext.current();
    return new SimpleForwardingClientCall<>(next.newCall(method, withDeadline)) {
      @Override
      public void start(Listener<R> responseListener, Metadata headers) {
        ContextMetadata.write(context, headers);
        super.start(responseListener, headers);
      }
    };
  }
}
