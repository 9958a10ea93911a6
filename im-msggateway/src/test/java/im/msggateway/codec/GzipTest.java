package im.msggateway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GzipTest {
  private static final int CAP = 100_000;
  private final Gzip gzip = new Gzip(CAP);

  @Test
  void othersReadWhatItWrites() throws IOException {
    for (int size : new int[] {0, 1, 100, 70_000}) {
      byte[] plain = random(size);
      ByteBuf out = Unpooled.buffer();
      gzip.deflate(Unpooled.wrappedBuffer(plain), out);
      try (var in = new GZIPInputStream(new ByteArrayInputStream(bytes(out)))) {
        assertThat(in.readAllBytes()).isEqualTo(plain);
      }
      out.release();
    }
  }

  @Test
  void readsWhatOthersWrite() throws IOException, MalformedFrameException {
    for (int size : new int[] {0, 1, 100, 70_000, CAP}) {
      byte[] plain = random(size);
      assertThat(inflated(packed(plain))).isEqualTo(plain);
    }
  }

  @Test
  void readsSeveralMembersInARow() throws IOException, MalformedFrameException {
    byte[] both = bytes(Unpooled.wrappedBuffer(packed(new byte[] {1, 2}), packed(new byte[] {3})));
    assertThat(inflated(both)).containsExactly(1, 2, 3);
  }

  @Test
  void readsHeadersWithNameAndComment() throws IOException, MalformedFrameException {
    byte[] packed = packed(new byte[] {7, 8});
    packed[3] = 4 | 8 | 16;
    byte[] extra = {2, 0, 9, 9, 'n', 0, 'c', 0};
    ByteBuf whole = Unpooled.buffer().writeBytes(packed, 0, 10).writeBytes(extra);
    whole.writeBytes(packed, 10, packed.length - 10);
    assertThat(inflated(bytes(whole))).containsExactly(7, 8);
  }

  @Test
  void refusesABomb() throws IOException {
    byte[] packed = packed(new byte[CAP + 1]);
    assertThat(packed.length).isLessThan(1000);
    assertThatThrownBy(() -> inflated(packed))
        .isInstanceOf(MalformedFrameException.class)
        .hasMessageContaining("more than " + CAP);
  }

  @Test
  void refusesWhatIsCutOrChanged() throws IOException {
    byte[] packed = packed(random(500));
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(packed, length);
      assertThatThrownBy(() -> inflated(cut)).isInstanceOf(MalformedFrameException.class);
    }
    for (int i : new int[] {0, 1, 2, 20, packed.length - 8, packed.length - 1}) {
      byte[] changed = packed.clone();
      changed[i] ^= 0x55;
      assertThatThrownBy(() -> inflated(changed)).isInstanceOf(MalformedFrameException.class);
    }
  }

  private byte[] inflated(byte[] packed) throws MalformedFrameException {
    ByteBuf out = gzip.inflate(Unpooled.wrappedBuffer(packed), ByteBufAllocator.DEFAULT);
    try {
      return bytes(out);
    } finally {
      out.release();
    }
  }

  private static byte[] bytes(ByteBuf buffer) {
    byte[] bytes = new byte[buffer.readableBytes()];
    buffer.getBytes(buffer.readerIndex(), bytes);
    return bytes;
  }

  private static byte[] packed(byte[] plain) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(plain);
    }
    return out.toByteArray();
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
