package im.msggateway.codec;

import io.netty.buffer.ByteBuf;

/// One encoding of envelopes, in both directions, so that a server and a test client can share it.
/// Stateless: safe for use from any thread.
public sealed interface EnvelopeCodec permits GobCodec, JsonCodec {
  /// Reads a request from the readable bytes of `in`, which stay readable.
  ///
  /// @throws MalformedFrameException if they are none
  Request decodeRequest(ByteBuf in) throws MalformedFrameException;

  /// Reads a response from the readable bytes of `in`, which stay readable.
  ///
  /// @throws MalformedFrameException if they are none
  Response decodeResponse(ByteBuf in) throws MalformedFrameException;

  /// Appends `request` to `out`.
  void encode(Request request, ByteBuf out);

  /// Appends `response` to `out`.
  void encode(Response response, ByteBuf out);
}
