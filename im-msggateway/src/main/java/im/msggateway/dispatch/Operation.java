package im.msggateway.dispatch;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import im.common.error.ErrorCode;
import im.msggateway.codec.Request;
import im.msggateway.session.Session;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// What one request number means.
///
/// @param needsEnvelope all of the envelope's texts must be there (`reference/ws-protocol.md` 4.1)
/// @param endsConnection whatever the outcome, the connection ends after the reply
/// @param action does it; runs in the request's context and may block
record Operation(boolean needsEnvelope, boolean endsConnection, Action action) {
  /// The work of an operation.
  @FunctionalInterface
  interface Action {
    /// The bytes of the reply, null for none; throws coded errors.
    @Nullable ByteString run(Session session, Request request);
  }

  /// A call to a service: the data of the request is its request, its response the data of the
  /// reply.
  static <Q extends MessageLite, R extends MessageLite> Operation call(
      Parser<Q> parser, Function<Q, R> method) {
    return new Operation(
        false, false, (_, request) -> method.apply(parse(parser, request)).toByteString());
  }

  /// This operation with envelopes that must be complete.
  Operation withWholeEnvelope() {
    return new Operation(true, endsConnection, action);
  }

  /// This operation as the last one of a connection.
  Operation asLast() {
    return new Operation(needsEnvelope, true, action);
  }

  static <Q> Q parse(Parser<Q> parser, Request request) {
    try {
      return parser.parseFrom(request.data());
    } catch (InvalidProtocolBufferException e) {
      throw ErrorCode.INTERNAL.because(
          "data of request " + request.reqIdentifier() + ": " + e.getMessage());
    }
  }
}
