package im.msggateway.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;

/// A cursor over gob primitives (`reference/ws-protocol.md` 2.4). Never reads past `end`.
final class GobInput {
  private final ByteBuf bytes;
  private final int end;
  private int position;

  /// Covers the readable bytes of `bytes` without moving its indices.
  GobInput(ByteBuf bytes) {
    this(bytes, bytes.readerIndex(), bytes.writerIndex());
  }

  private GobInput(ByteBuf bytes, int start, int end) {
    this.bytes = bytes;
    this.position = start;
    this.end = end;
  }

  int remaining() {
    return end - position;
  }

  boolean atEnd() {
    return position >= end;
  }

  /// Unsigned; values above 2^63 come out negative, as the bits are.
  long uint() throws MalformedFrameException {
    int first = octet();
    if (first < 0x80) {
      return first;
    }
    int count = 0x100 - first;
    if (count > Long.BYTES) {
      throw new MalformedFrameException("gob uint of " + count + " bytes (expected: at most 8)");
    }
    long value = 0;
    for (int i = 0; i < count; i++) {
      value = value << 8 | octet();
    }
    return value;
  }

  /// Signed.
  long integer() throws MalformedFrameException {
    long bits = uint();
    return (bits & 1) == 0 ? bits >>> 1 : ~(bits >>> 1);
  }

  /// Signed and within 32 bits.
  int int32(String what) throws MalformedFrameException {
    long value = integer();
    if (value != (int) value) {
      throw new MalformedFrameException(what + ": " + value + " (expected: a 32 bit integer)");
    }
    return (int) value;
  }

  /// A count of things that take at least one byte each; see [#requireMore].
  int count(String what) throws MalformedFrameException {
    long count = uint();
    if (count < 0 || count > remaining()) {
      throw new MalformedFrameException(
          what + ": " + Long.toUnsignedString(count) + " in " + remaining() + " bytes");
    }
    return (int) count;
  }

  String text() throws MalformedFrameException {
    int length = count("gob string length");
    String text = bytes.toString(position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  ByteString data() throws MalformedFrameException {
    int length = count("gob bytes length");
    byte[] copy = new byte[length];
    bytes.getBytes(position, copy);
    position += length;
    return UnsafeByteOperations.unsafeWrap(copy);
  }

  void skip(int length) {
    position += length;
  }

  /// The next length-prefixed block, over which this cursor steps.
  GobInput block() throws MalformedFrameException {
    int length = count("gob block length");
    GobInput block = new GobInput(bytes, position, position + length);
    position += length;
    return block;
  }

  /// To be called before each of several things that were counted: a struct at the end of a block
  /// takes nothing, so that a count alone bounds nothing.
  void requireMore() throws MalformedFrameException {
    if (atEnd()) {
      throw new MalformedFrameException("gob value cut short");
    }
  }

  private int octet() throws MalformedFrameException {
    requireMore();
    return bytes.getByte(position++) & 0xff;
  }
}
