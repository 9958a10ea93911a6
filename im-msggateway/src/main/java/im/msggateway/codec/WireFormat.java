package im.msggateway.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/// How the binary messages of a connection look, in both directions and for its whole life: an
/// encoding, gzipped or not (`reference/ws-protocol.md` 2.1 and 3).
///
/// @param index 0 to [#COUNT] - 1, different for each format
/// @param codec the encoding
/// @param gzip null when messages are not compressed
public record WireFormat(int index, EnvelopeCodec codec, @Nullable Gzip gzip) {
  /// How many formats there are.
  public static final int COUNT = 4;

  /// The four formats of a process, which share one pool of zlib states.
  public record All(WireFormat gob, WireFormat json, WireFormat gobGzip, WireFormat jsonGzip) {
    /// The formats over `gzip`.
    public static All of(Gzip gzip) {
      GobCodec gob = new GobCodec();
      JsonCodec json = new JsonCodec();
      return new All(
          new WireFormat(0, gob, null),
          new WireFormat(1, json, null),
          new WireFormat(2, gob, gzip),
          new WireFormat(3, json, gzip));
    }

    /// The format of a connection.
    public WireFormat choose(boolean isJson, boolean isCompressed) {
      if (isCompressed) {
        return isJson ? jsonGzip : gobGzip;
      }
      return isJson ? json : gob;
    }
  }

  /// Reads the request in the readable bytes of `message`, which the caller keeps.
  ///
  /// @throws MalformedFrameException if they hold none
  public Request decodeRequest(ByteBuf message, ByteBufAllocator allocator)
      throws MalformedFrameException {
    if (gzip == null) {
      return codec.decodeRequest(message);
    }
    ByteBuf plain = gzip.inflate(message, allocator);
    try {
      return codec.decodeRequest(plain);
    } finally {
      plain.release();
    }
  }

  /// Reads the response in the readable bytes of `message`, which the caller keeps.
  ///
  /// @throws MalformedFrameException if they hold none
  public Response decodeResponse(ByteBuf message, ByteBufAllocator allocator)
      throws MalformedFrameException {
    if (gzip == null) {
      return codec.decodeResponse(message);
    }
    ByteBuf plain = gzip.inflate(message, allocator);
    try {
      return codec.decodeResponse(plain);
    } finally {
      plain.release();
    }
  }

  /// Appends `envelope` to `out`.
  public void encode(Envelope envelope, ByteBuf out) {
    if (gzip == null) {
      encodePlain(envelope, out);
      return;
    }
    ByteBuf plain = out.alloc().buffer();
    try {
      encodePlain(envelope, plain);
      gzip.deflate(plain, out);
    } finally {
      plain.release();
    }
  }

  private void encodePlain(Envelope envelope, ByteBuf out) {
    switch (envelope) {
      case Request request -> codec.encode(request, out);
      case Response response -> codec.encode(response, out);
    }
  }
}
