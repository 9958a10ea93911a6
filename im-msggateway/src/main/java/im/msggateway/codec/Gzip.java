package im.msggateway.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.function.Supplier;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// One gzip stream per message (`reference/ws-protocol.md` 3). The zlib states, which cost more to
/// make than to use, are kept in small pools: messages are packed on event loops and on virtual
/// threads alike, so a state per thread would not be bounded.
public final class Gzip implements AutoCloseable {
  /// Default cap of [#inflate], bytes.
  public static final int DEFAULT_MAX_INFLATED = 1 << 20;

  private static final int HEADER_SIZE = 10;
  private static final int TRAILER_SIZE = 8;
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final int HEADER_CRC = 2;
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;

  private final int maxInflated;
  private final ArrayBlockingQueue<Deflater> deflaters;
  private final ArrayBlockingQueue<Inflater> inflaters;

  /// `maxInflated` bounds in bytes what one message may unpack to.
  public Gzip(int maxInflated) {
    this.maxInflated = maxInflated;
    int kept = 2 * Runtime.getRuntime().availableProcessors();
    deflaters = new ArrayBlockingQueue<>(kept);
    inflaters = new ArrayBlockingQueue<>(kept);
  }

  /// Appends the readable bytes of `in` to `out` as one gzip stream.
  public void deflate(ByteBuf in, ByteBuf out) {
    ByteBuffer plain = in.nioBuffer();
    CRC32 crc = new CRC32();
    crc.update(plain.duplicate());
    Deflater deflater = take(deflaters, () -> new Deflater(Deflater.DEFAULT_COMPRESSION, true));
    try {
      out.writeBytes(HEADER);
      deflater.setInput(plain.duplicate());
      deflater.finish();
      while (!deflater.finished()) {
        out.ensureWritable(Math.max(64, plain.remaining() / 2));
        ByteBuffer target = out.nioBuffer(out.writerIndex(), out.writableBytes());
        out.writerIndex(out.writerIndex() + deflater.deflate(target));
      }
      out.writeIntLE((int) crc.getValue());
      out.writeIntLE(plain.remaining());
    } finally {
      deflater.reset();
      if (!deflaters.offer(deflater)) {
        deflater.end();
      }
    }
  }

  /// Unpacks the readable bytes of `in`; the caller releases the result.
  ///
  /// @throws MalformedFrameException if they are not gzip or unpack to more than the cap
  public ByteBuf inflate(ByteBuf in, ByteBufAllocator allocator) throws MalformedFrameException {
    ByteBuffer packed = in.nioBuffer();
    ByteBuf out = allocator.buffer(Math.min(maxInflated, Math.max(256, packed.remaining() * 3)));
    Inflater inflater = take(inflaters, () -> new Inflater(true));
    boolean done = false;
    try {
      do {
        member(packed, inflater, out);
        inflater.reset();
      } while (packed.hasRemaining());
      done = true;
      return out;
    } catch (DataFormatException e) {
      throw new MalformedFrameException("gzip stream is corrupt: " + e.getMessage());
    } finally {
      inflater.reset();
      if (!inflaters.offer(inflater)) {
        inflater.end();
      }
      if (!done) {
        out.release();
      }
    }
  }

  @Override
  public void close() {
    for (Deflater each = deflaters.poll(); each != null; each = deflaters.poll()) {
      each.end();
    }
    for (Inflater each = inflaters.poll(); each != null; each = inflaters.poll()) {
      each.end();
    }
  }

  private static <T> T take(ArrayBlockingQueue<T> pool, Supplier<T> maker) {
    T pooled = pool.poll();
    return pooled == null ? maker.get() : pooled;
  }

  private void member(ByteBuffer packed, Inflater inflater, ByteBuf out)
      throws MalformedFrameException, DataFormatException {
    skipHeader(packed);
    int start = out.writerIndex();
    inflater.setInput(packed);
    while (!inflater.finished()) {
      // One byte beyond the cap tells a message that ends there from one that goes on.
      int room = Math.min(maxInflated + 1 - out.writerIndex(), Math.max(256, out.writableBytes()));
      out.ensureWritable(room);
      int count = inflater.inflate(out.nioBuffer(out.writerIndex(), room));
      out.writerIndex(out.writerIndex() + count);
      if (out.writerIndex() > maxInflated) {
        throw new MalformedFrameException("gzip unpacks to more than " + maxInflated + " bytes");
      }
      if (count == 0 && !inflater.finished()) {
        throw new MalformedFrameException("gzip stream cut short");
      }
    }
    CRC32 crc = new CRC32();
    crc.update(out.nioBuffer(start, out.writerIndex() - start));
    require(packed, TRAILER_SIZE);
    if (intLE(packed) != (int) crc.getValue() || intLE(packed) != out.writerIndex() - start) {
      throw new MalformedFrameException("gzip checksum differs");
    }
  }

  private static void skipHeader(ByteBuffer packed) throws MalformedFrameException {
    require(packed, HEADER_SIZE);
    int start = packed.position();
    int flags = packed.get(start + 3) & 0xff;
    if (packed.get(start) != HEADER[0]
        || packed.get(start + 1) != HEADER[1]
        || packed.get(start + 2) != HEADER[2]) {
      throw new MalformedFrameException("message is not gzip");
    }
    packed.position(start + HEADER_SIZE);
    if ((flags & EXTRA) != 0) {
      require(packed, 2);
      int length = (packed.get() & 0xff) | (packed.get() & 0xff) << 8;
      require(packed, length);
      packed.position(packed.position() + length);
    }
    if ((flags & NAME) != 0) {
      skipText(packed);
    }
    if ((flags & COMMENT) != 0) {
      skipText(packed);
    }
    if ((flags & HEADER_CRC) != 0) {
      require(packed, 2);
      packed.position(packed.position() + 2);
    }
  }

  private static void skipText(ByteBuffer packed) throws MalformedFrameException {
    do {
      require(packed, 1);
    } while (packed.get() != 0);
  }

  private static void require(ByteBuffer packed, int bytes) throws MalformedFrameException {
    if (packed.remaining() < bytes) {
      throw new MalformedFrameException("gzip stream cut short");
    }
  }

  private static int intLE(ByteBuffer packed) {
    return Integer.reverseBytes(packed.getInt());
  }
}
