package im.msggateway.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A struct value of type 64 in the making: its fields are given in the order of their declaration,
/// zero ones are left out (`reference/ws-protocol.md` 2.4).
final class GobStruct {
  private static final int TYPE_ID = 64;

  private record Part(int delta, boolean isInteger, long number, ByteString bytes) {
    int size() {
      return uintSize(delta) + uintSize(number) + bytes.size();
    }
  }

  private final List<Part> parts = new ArrayList<>(6);
  private int delta = 1;

  GobStruct integer(int value) {
    return add(value == 0, true, (long) value << 1 ^ value >> 31, ByteString.EMPTY);
  }

  GobStruct text(String value) {
    return value.isEmpty() ? add(true, false, 0, ByteString.EMPTY) : bytes(utf8(value));
  }

  GobStruct bytes(ByteString value) {
    return add(value.isEmpty(), false, value.size(), value);
  }

  /// Appends the block with its length.
  void writeTo(ByteBuf out) {
    int size = uintSize(TYPE_ID << 1) + 1;
    for (Part part : parts) {
      size += part.size();
    }
    writeUint(size, out);
    writeUint(TYPE_ID << 1, out);
    for (Part part : parts) {
      writeUint(part.delta(), out);
      writeUint(part.number(), out);
      if (!part.isInteger()) {
        out.writeBytes(part.bytes().asReadOnlyByteBuffer());
      }
    }
    out.writeByte(0);
  }

  private GobStruct add(boolean isZero, boolean isInteger, long number, ByteString bytes) {
    if (isZero) {
      delta++;
    } else {
      parts.add(new Part(delta, isInteger, number, bytes));
      delta = 1;
    }
    return this;
  }

  private static ByteString utf8(String value) {
    return UnsafeByteOperations.unsafeWrap(value.getBytes(StandardCharsets.UTF_8));
  }

  private static int uintSize(long value) {
    return value >= 0 && value < 0x80 ? 1 : 1 + bytesOf(value);
  }

  private static int bytesOf(long value) {
    return (Long.SIZE - Long.numberOfLeadingZeros(value) + 7) / 8;
  }

  private static void writeUint(long value, ByteBuf out) {
    if (value >= 0 && value < 0x80) {
      out.writeByte((int) value);
      return;
    }
    int count = bytesOf(value);
    out.writeByte(0x100 - count);
    for (int shift = (count - 1) * 8; shift >= 0; shift -= 8) {
      out.writeByte((int) (value >>> shift));
    }
  }
}
