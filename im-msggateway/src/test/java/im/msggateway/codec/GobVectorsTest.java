package im.msggateway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The byte vectors recorded from Go (`reference/ws-protocol.md` 2.7), read and written.
class GobVectorsTest {
  private static final HexFormat HEX = HexFormat.of();

  record Vector(String name, String struct, JsonNode value, String hex, String inner) {
    boolean isResponse() {
      return struct.contains("Resp");
    }

    boolean isGzip() {
      return struct.startsWith("gzip(");
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private final GobCodec codec = new GobCodec();

  static List<Vector> all() throws IOException {
    try (InputStream in =
        Objects.requireNonNull(GobVectorsTest.class.getResourceAsStream("gob-vectors.json"))) {
      List<Vector> vectors = new ArrayList<>();
      for (JsonNode each : new JsonMapper().readTree(in)) {
        vectors.add(
            new Vector(
                each.get("name").textValue(),
                each.get("struct").textValue(),
                each.get("value"),
                each.get("hex").textValue(),
                each.path("inner").asText("")));
      }
      return vectors;
    }
  }

  static List<Vector> good() throws IOException {
    return all().stream().filter(each -> !each.value().isNull()).toList();
  }

  static List<Vector> bad() throws IOException {
    return all().stream().filter(each -> each.value().isNull()).toList();
  }

  /// Vectors whose bytes the codec itself would write: current type id, all fields declared.
  static List<Vector> written() throws IOException {
    return good().stream()
        .filter(each -> List.of("GeneralWsReq", "Resp").contains(each.struct()))
        .filter(each -> !each.name().endsWith("go119") && !each.name().contains("type-id"))
        .toList();
  }

  @Test
  void thereAre48Vectors() throws IOException {
    assertThat(all()).hasSize(48);
    assertThat(good()).hasSize(38);
    assertThat(bad()).hasSize(10);
    assertThat(written()).hasSize(22);
  }

  @ParameterizedTest
  @MethodSource("good")
  void reads(Vector vector) throws MalformedFrameException {
    ByteBuf bytes = Unpooled.wrappedBuffer(HEX.parseHex(vector.hex()));
    ByteBuf plain =
        vector.isGzip()
            ? new Gzip(Gzip.DEFAULT_MAX_INFLATED).inflate(bytes, ByteBufAllocator.DEFAULT)
            : bytes.retain();
    try {
      if (vector.isGzip()) {
        assertThat(ByteBufUtil.hexDump(plain)).isEqualTo(vector.inner());
      }
      if (vector.isResponse()) {
        assertThat(withData(codec.decodeResponse(plain))).isEqualTo(response(vector.value()));
      } else {
        assertThat(codec.decodeRequest(plain)).isEqualTo(request(vector.value()));
      }
    } finally {
      plain.release();
      bytes.release();
    }
  }

  @ParameterizedTest
  @MethodSource("bad")
  void refuses(Vector vector) {
    ByteBuf bytes = Unpooled.wrappedBuffer(HEX.parseHex(vector.hex()));
    assertThatThrownBy(() -> codec.decodeRequest(bytes))
        .isInstanceOf(MalformedFrameException.class);
    bytes.release();
  }

  @ParameterizedTest
  @MethodSource("written")
  void writesTheSameBytes(Vector vector) {
    ByteBuf out = Unpooled.buffer();
    if (vector.isResponse()) {
      codec.encode(response(vector.value()), out);
    } else {
      codec.encode(request(vector.value()), out);
    }
    assertThat(ByteBufUtil.hexDump(out)).isEqualTo(vector.hex());
    out.release();
  }

  @ParameterizedTest
  @MethodSource("good")
  void readsBackWhatItWrites(Vector vector) throws MalformedFrameException {
    ByteBuf out = Unpooled.buffer();
    if (vector.isResponse()) {
      Response response = response(vector.value());
      codec.encode(response, out);
      assertThat(withData(codec.decodeResponse(out))).isEqualTo(response);
    } else {
      Request request = request(vector.value());
      codec.encode(request, out);
      assertThat(codec.decodeRequest(out)).isEqualTo(request);
    }
    out.release();
  }

  // gob cannot tell empty data from none.
  private static Response withData(Response response) {
    return response.data() != null
        ? response
        : new Response(
            response.reqIdentifier(),
            response.msgIncr(),
            response.operationID(),
            response.errCode(),
            response.errMsg(),
            ByteString.EMPTY);
  }

  private static Request request(JsonNode value) {
    return new Request(
        value.get("ReqIdentifier").intValue(),
        value.get("Token").textValue(),
        value.get("SendID").textValue(),
        value.get("OperationID").textValue(),
        value.get("MsgIncr").textValue(),
        data(value));
  }

  private static Response response(JsonNode value) {
    return new Response(
        value.get("ReqIdentifier").intValue(),
        value.get("MsgIncr").textValue(),
        value.get("OperationID").textValue(),
        value.get("ErrCode").intValue(),
        value.get("ErrMsg").textValue(),
        data(value));
  }

  private static ByteString data(JsonNode value) {
    return ByteString.copyFrom(HEX.parseHex(value.get("Data").textValue()));
  }
}
