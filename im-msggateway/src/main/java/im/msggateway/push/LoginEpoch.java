package im.msggateway.push;

import im.msggateway.session.PeerGateways;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/// Reads the epoch of a login from the metadata of a call ([PeerGateways#EPOCH]).
final class LoginEpoch implements ServerInterceptor {
  // A gateway of another make sends none; its login is taken for the newest.
  private static final long NEWEST = Long.MAX_VALUE;
  private static final Context.Key<Long> CURRENT = Context.keyWithDefault("im-login-epoch", NEWEST);

  /// The epoch that came with the running call, unix ms.
  static long current() {
    return CURRENT.get();
  }

  @Override
  public <Q, R> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, R> call, Metadata headers, ServerCallHandler<Q, R> next) {
    String epoch = headers.get(PeerGateways.EPOCH);
    if (epoch == null || !epoch.matches("[0-9]{1,18}")) {
      return next.startCall(call, headers);
    }
    return Contexts.interceptCall(
        Context.current().withValue(CURRENT, Long.valueOf(epoch)), call, headers, next);
  }
}
