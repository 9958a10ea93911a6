package im.msggateway.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.util.function.Consumer;

/// Whole WebSocket frames as a server sends them: final, unmasked, without extensions (RFC 6455).
/// Since nothing in them depends on the connection, one frame can be shared by all receivers.
public final class ServerFrames {
  private static final int FINAL = 0x80;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final int MAX_HEADER = 10;

  private ServerFrames() {}

  /// A binary message with `envelope` in `format`; the caller releases it.
  public static ByteBuf envelope(WireFormat format, Envelope envelope, ByteBufAllocator allocator) {
    return frame(BINARY, out -> format.encode(envelope, out), allocator);
  }

  /// A text message; the caller releases it.
  public static ByteBuf text(Consumer<ByteBuf> writer, ByteBufAllocator allocator) {
    return frame(TEXT, writer, allocator);
  }

  /// A ping without payload.
  public static ByteBuf ping() {
    return Unpooled.wrappedBuffer(new byte[] {(byte) (FINAL | PING), 0});
  }

  /// A pong with the readable bytes of `payload`, at most 125; the caller releases it.
  public static ByteBuf pong(ByteBuf payload, ByteBufAllocator allocator) {
    return frame(
        PONG,
        out -> out.writeBytes(payload, payload.readerIndex(), payload.readableBytes()),
        allocator);
  }

  /// A close frame with `code` and without reason.
  public static ByteBuf close(int code) {
    return Unpooled.wrappedBuffer(
        new byte[] {(byte) (FINAL | CLOSE), 2, (byte) (code >> 8), (byte) code});
  }

  /// A close frame without code.
  public static ByteBuf close() {
    return Unpooled.wrappedBuffer(new byte[] {(byte) (FINAL | CLOSE), 0});
  }

  private static ByteBuf frame(int opcode, Consumer<ByteBuf> writer, ByteBufAllocator allocator) {
    ByteBuf out = allocator.buffer(256);
    try {
      out.writeZero(MAX_HEADER);
      writer.accept(out);
      putHeader(opcode, out);
      return out;
    } catch (Throwable e) {
      out.release();
      throw e;
    }
  }

  // The size is known only now, so the header grows leftwards from the payload.
  private static void putHeader(int opcode, ByteBuf out) {
    int size = out.writerIndex() - MAX_HEADER;
    int start;
    if (size < 126) {
      start = MAX_HEADER - 2;
      out.setByte(start + 1, size);
    } else if (size < 1 << 16) {
      start = MAX_HEADER - 4;
      out.setByte(start + 1, 126).setShort(start + 2, size);
    } else {
      start = 0;
      out.setByte(1, 127).setLong(2, size);
    }
    out.setByte(start, FINAL | opcode);
    out.readerIndex(start);
  }
}
