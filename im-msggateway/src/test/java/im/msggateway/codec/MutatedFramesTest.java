package im.msggateway.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever arrives, decoding gives a request or fails in the one declared way, and lets go of its
/// buffers.
class MutatedFramesTest {
  private static final int ROUNDS = 15_000;

  private final WireFormat.All formats = WireFormat.All.of(new Gzip(1 << 20));
  private final ByteBufAllocator allocator = PooledByteBufAllocator.DEFAULT;

  @Test
  void randomAndChangedFramesFailInOneWayOnly() throws IOException {
    Random random = new Random(42);
    List<byte[]> seeds = seeds();
    int decoded = 0;
    int refused = 0;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes =
          round % 10 == 0
              ? noise(random)
              : mutated(seeds.get(random.nextInt(seeds.size())), seeds, random);
      for (WireFormat format : all()) {
        if (decodes(format, bytes)) {
          decoded++;
        } else {
          refused++;
        }
      }
    }
    // Both must happen, or the changes are too wild or too tame to find anything.
    assertThat(decoded).isGreaterThan(ROUNDS / 20);
    assertThat(refused).isGreaterThan(ROUNDS / 2);
  }

  @Test
  void everyEnvelopeSurvivesItsWay() throws MalformedFrameException {
    Random random = new Random(7);
    for (int round = 0; round < 1500; round++) {
      Request request =
          new Request(
              random.nextInt(),
              text(random),
              text(random),
              text(random),
              text(random),
              data(random));
      Response response =
          new Response(
              random.nextInt(),
              text(random),
              text(random),
              random.nextInt(),
              text(random),
              ByteString.copyFrom(new byte[] {1}).concat(data(random)));
      for (WireFormat format : all()) {
        ByteBuf out = allocator.buffer();
        format.encode(request, out);
        assertThat(format.decodeRequest(out, allocator)).isEqualTo(request);
        out.clear();
        format.encode(response, out);
        assertThat(format.decodeResponse(out, allocator)).isEqualTo(response);
        out.release();
      }
    }
  }

  private List<WireFormat> all() {
    return List.of(formats.gob(), formats.json(), formats.gobGzip(), formats.jsonGzip());
  }

  private boolean decodes(WireFormat format, byte[] bytes) {
    ByteBuf in = allocator.buffer(bytes.length).writeBytes(bytes);
    try {
      format.decodeRequest(in, allocator);
      return true;
    } catch (MalformedFrameException _) {
      return false;
    } finally {
      assertThat(in.readableBytes()).isEqualTo(bytes.length);
      assertThat(in.release()).isTrue();
    }
  }

  private List<byte[]> seeds() throws IOException {
    List<byte[]> seeds = new ArrayList<>();
    for (GobVectorsTest.Vector vector : GobVectorsTest.all()) {
      if (vector.hex().length() < 2000) {
        seeds.add(HexFormat.of().parseHex(vector.hex()));
      }
    }
    Request request = new Request(1003, "", "u1", "op1", "m1", ByteString.fromHex("0a027531"));
    for (WireFormat format : all()) {
      ByteBuf out = allocator.buffer();
      format.encode(request, out);
      byte[] bytes = new byte[out.readableBytes()];
      out.readBytes(bytes);
      out.release();
      seeds.add(bytes);
    }
    return seeds;
  }

  private static byte[] noise(Random random) {
    byte[] bytes = new byte[random.nextInt(300)];
    random.nextBytes(bytes);
    return bytes;
  }

  private static byte[] mutated(byte[] seed, List<byte[]> others, Random random) {
    byte[] bytes = seed.clone();
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && bytes.length > 0; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(5)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes = java.util.Arrays.copyOf(bytes, at);
        case 3 -> bytes = inserted(bytes, at, random);
        default -> bytes = crossed(bytes, at, others.get(random.nextInt(others.size())));
      }
    }
    return bytes;
  }

  private static byte[] inserted(byte[] bytes, int at, Random random) {
    byte[] longer = new byte[bytes.length + 1];
    System.arraycopy(bytes, 0, longer, 0, at);
    longer[at] = (byte) random.nextInt();
    System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
    return longer;
  }

  private static byte[] crossed(byte[] bytes, int at, byte[] other) {
    if (other.length <= at) {
      return bytes;
    }
    byte[] crossed = other.clone();
    System.arraycopy(bytes, 0, crossed, 0, at);
    return crossed;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(4) == 0 ? random.nextInt(300) : random.nextInt(8);
    for (int i = 0; i < length; i++) {
      int point = random.nextInt(random.nextBoolean() ? 0x80 : 0x11000);
      text.appendCodePoint(point >= 0xd800 && point < 0xe000 ? 'x' : point);
    }
    return text.toString();
  }

  private static ByteString data(Random random) {
    byte[] bytes = new byte[random.nextInt(5) == 0 ? random.nextInt(3000) : random.nextInt(20)];
    random.nextBytes(bytes);
    return ByteString.copyFrom(bytes);
  }
}
