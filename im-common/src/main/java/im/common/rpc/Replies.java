package im.common.rpc;

import io.grpc.stub.StreamObserver;

/// Ends a unary call. Handlers run on virtual threads: they block freely, throw coded errors
/// freely, and end with one of these.
public final class Replies {
  private Replies() {}

  /// Answers `value`.
  public static <T> void reply(StreamObserver<T> out, T value) {
    out.onNext(value);
    out.onCompleted();
  }
}
