package im.msggateway.codec;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// Counts of things of which nothing is there: a struct at the end of a block takes no byte.
class GobCountsTest {
  private static final int COUNT = 1_000_000;
  private static final int LEVELS = 45;
  private static final int ENVELOPE = 65;
  private static final int UNKNOWN = 100;

  private final ByteBuf frame = Unpooled.buffer();

  @Test
  void aSliceDoesNotCountElementsThatAreNotThere() {
    envelope();
    // Slices of structs that hold a slice each: on the way back each would count to its end.
    for (int level = 0; level < LEVELS; level++) {
      int slice = UNKNOWN + 2 * level;
      define(slice, out -> out.writeByte(2).writeByte(2).writeBytes(integer(slice + 1)));
      struct(slice + 1, level == LEVELS - 1 ? GobTypes.BYTES : slice + 2);
    }
    value(out -> {
      for (int level = 0; level < LEVELS; level++) {
        out.writeBytes(uint(COUNT)).writeByte(1);
      }
      rest(out);
    });
    assertCutShort();
  }

  @Test
  void aMapDoesNotCountKeysThatAreNotThere() {
    envelope();
    define(
        UNKNOWN,
        out ->
            out.writeByte(4)
                .writeByte(2)
                .writeBytes(integer(UNKNOWN + 1))
                .writeByte(1)
                .writeBytes(integer(UNKNOWN + 1)));
    struct(UNKNOWN + 1, GobTypes.BYTES);
    value(out -> {
      out.writeBytes(uint(COUNT)).writeByte(1);
      rest(out);
    });
    assertCutShort();
  }

  @Test
  void aDefinitionDoesNotCountFieldsThatAreNotThere() {
    envelope();
    define(
        UNKNOWN,
        out -> {
          out.writeByte(3).writeByte(2).writeBytes(uint(COUNT)).writeByte(1);
          rest(out);
        });
    value(out -> out.writeByte(0));
    assertCutShort();
  }

  private void assertCutShort() {
    assertThatThrownBy(() -> new GobCodec().decodeRequest(frame))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessage("gob value cut short");
  }

  private void envelope() {
    define(
        ENVELOPE,
        out -> {
          out.writeByte(3).writeByte(2).writeByte(2);
          field(out, "ReqIdentifier", GobTypes.INT);
          field(out, "Unknown", UNKNOWN);
        });
  }

  private void struct(int id, int onlyField) {
    define(
        id,
        out -> {
          out.writeByte(3).writeByte(2).writeByte(1);
          field(out, "F", onlyField);
        });
  }

  private void define(int id, Consumer<ByteBuf> content) {
    block(-id, content);
  }

  private void value(Consumer<ByteBuf> unknown) {
    block(
        ENVELOPE,
        out -> {
          out.writeByte(2);
          unknown.accept(out);
        });
  }

  private void block(int id, Consumer<ByteBuf> content) {
    ByteBuf block = Unpooled.buffer().writeBytes(integer(id));
    content.accept(block);
    frame.writeBytes(uint(block.readableBytes())).writeBytes(block);
  }

  private static void field(ByteBuf out, String name, int type) {
    out.writeByte(1).writeByte(name.length());
    out.writeCharSequence(name, StandardCharsets.US_ASCII);
    out.writeByte(1).writeBytes(integer(type)).writeByte(0);
  }

  /// Bytes or a text up to the end of the block.
  private static void rest(ByteBuf out) {
    out.writeBytes(uint(2 * COUNT)).writeZero(2 * COUNT);
  }

  private static ByteBuf integer(int value) {
    return uint(value < 0 ? ~value << 1 | 1 : value << 1);
  }

  private static ByteBuf uint(int value) {
    ByteBuf out = Unpooled.buffer();
    return value < 0x80 ? out.writeByte(value) : out.writeByte(0x100 - 4).writeInt(value);
  }
}
