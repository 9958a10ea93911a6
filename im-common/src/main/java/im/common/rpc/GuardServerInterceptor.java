package im.common.rpc;

import com.google.protobuf.Message;
import im.common.access.Access;
import im.common.access.AccessTable;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.metrics.MetricName;
import im.common.rpc.validation.RequestValidator;
import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What stands in front of every handler, in this order: validation of the request, who may call,
/// the handler itself, and behind it the one table that turns a failure into an answer. Counts
/// `rpc_count`.
final class GuardServerInterceptor implements ServerInterceptor {
  private record CountKey(String method, int code) {}

  private final String service;
  private final RequestValidator validator;
  private final AccessTable table;
  private final Access access;
  private final MeterRegistry meters;
  private final Map<CountKey, Counter> counters = new ConcurrentHashMap<>();

  GuardServerInterceptor(
      String service,
      RequestValidator validator,
      AccessTable table,
      Access access,
      MeterRegistry meters) {
    this.service = service;
    this.validator = validator;
    this.table = table;
    this.access = access;
    this.meters = meters;
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String method = call.getMethodDescriptor().getFullMethodName();
    if (method.startsWith("grpc.")) {
      return next.startCall(call, headers);
    }
    GuardedCall<Q, R> guarded = new GuardedCall<>(call, method);
    return new SimpleForwardingServerCallListener<>(next.startCall(guarded, headers)) {
      private boolean refused;

      @Override
      public void onMessage(Q request) {
        try {
          validator.check((Message) request);
          table.check(access, method, (Message) request);
          validator.checkPermitted((Message) request);
          super.onMessage(request);
        } catch (RuntimeException e) {
          refused = true;
          guarded.fail(e);
        }
      }

      @Override
      public void onHalfClose() {
        if (refused) {
          return;
        }
        try {
          super.onHalfClose();
        } catch (RuntimeException e) {
          guarded.fail(e);
        }
      }
    };
  }

  private void count(String method, int code) {
    counters
        .computeIfAbsent(
            new CountKey(method, code),
            _ ->
                Counter.builder(MetricName.RPC_COUNT)
                    .tag("name", service)
                    .tag("path", "/" + method)
                    .tag("code", Integer.toString(code))
                    .register(meters))
        .increment();
  }

  private final class GuardedCall<Q, R> extends SimpleForwardingServerCall<Q, R> {
    private final String method;
    private boolean closed;

    GuardedCall(ServerCall<Q, R> call, String method) {
      super(call);
      this.method = method;
    }

    void fail(Throwable failure) {
      ImException error = ErrorTable.of(failure);
      if (!closed) {
        closed = true;
        count(method, error.code());
        super.close(ErrorTable.grpcStatus(error), ErrorTable.trailers(error));
      }
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (closed) {
        return;
      }
      if (status.isOk() || status.getCode() == Status.Code.UNIMPLEMENTED) {
        closed = true;
        count(method, status.isOk() ? 0 : status.getCode().value());
        super.close(status, trailers);
      } else {
        fail(status.getCause() != null ? status.getCause() : status.asRuntimeException(trailers));
      }
    }
  }
}
