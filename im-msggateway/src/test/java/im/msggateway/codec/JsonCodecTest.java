package im.msggateway.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
  private final JsonCodec codec = new JsonCodec();

  @Test
  void writesTheExamplesOfTheProtocol() {
    assertThat(written(Response.push(2002, "", null)))
        .isEqualTo(
            "{\"reqIdentifier\":2002,\"msgIncr\":\"\",\"operationID\":\"\",\"errCode\":0,"
                + "\"errMsg\":\"\",\"data\":null}");
    assertThat(written(Response.push(2001, "op1", ByteString.fromHex("010203"))))
        .isEqualTo(
            "{\"reqIdentifier\":2001,\"msgIncr\":\"\",\"operationID\":\"op1\",\"errCode\":0,"
                + "\"errMsg\":\"\",\"data\":\"AQID\"}");
    assertThat(written(new Response(1001, "m1", "o", 0, "", ByteString.EMPTY)))
        .isEqualTo(
            "{\"reqIdentifier\":1001,\"msgIncr\":\"m1\",\"operationID\":\"o\",\"errCode\":0,"
                + "\"errMsg\":\"\",\"data\":\"\"}");
    assertThat(written(new Response(1003, "m1", "o", 1001, "ArgsError", null)))
        .isEqualTo(
            "{\"reqIdentifier\":1003,\"msgIncr\":\"m1\",\"operationID\":\"o\",\"errCode\":1001,"
                + "\"errMsg\":\"ArgsError\",\"data\":null}");
  }

  @Test
  void escapesAsGoDoes() {
    String text = "a\"\\\n\r\t\b\f\u0001<>&\u2028\u2029é😀\ud800z";
    assertThat(written(new Response(1, text, "", 0, "", null)))
        .contains(
            "\"msgIncr\":\"a\\\"\\\\\\n\\r\\t\\b\\f\\u0001\\u003c\\u003e\\u0026\\u2028\\u2029é😀"
                + "\\ufffdz\"");
  }

  @Test
  void readsWhatTheJavaScriptClientSends() throws MalformedFrameException {
    assertThat(
            read(
                "{\"reqIdentifier\":1006,\"msgIncr\":\"d38j\",\"sendID\":\"u1\","
                    + "\"operationID\":\"opx\",\"data\":\"CgJ1MQ==\"}"))
        .isEqualTo(new Request(1006, "", "u1", "opx", "d38j", ByteString.fromHex("0a027531")));
  }

  @Test
  void readsLeniently() throws MalformedFrameException {
    Request expected = new Request(1001, "", "u1", "", "", ByteString.fromHex("01"));
    assertThat(read("{\"REQIDENTIFIER\":1001,\"SendID\":\"u1\",\"Data\":\"AQ==\"} \n"))
        .isEqualTo(expected);
    assertThat(
            read(
                "{\"reqIdentifier\":1001,\"sendID\":\"u1\",\"x\":{\"y\":[1,{}]},\"data\":\"AQ=\\n=\","
                    + "\"msgIncr\":null}"))
        .isEqualTo(expected);
    assertThat(read("{\"data\":null}")).isEqualTo(new Request(0, "", "", "", "", ByteString.EMPTY));
    assertThat(read("{\"sendID\":\"a\",\"sendID\":\"b\"}").sendID()).isEqualTo("b");
    assertThat(read("{\"reqIdentifier\":-2147483648}").reqIdentifier())
        .isEqualTo(Integer.MIN_VALUE);
  }

  @Test
  void replacesBytesThatAreNoUtf8() throws MalformedFrameException {
    byte[] bytes = "{\"sendID\":\"a?b\"}".getBytes(StandardCharsets.UTF_8);
    bytes[12] = (byte) 0xff;
    assertThat(codec.decodeRequest(Unpooled.wrappedBuffer(bytes)).sendID()).isEqualTo("a\ufffdb");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "1",
        "\"x\"",
        "{\"reqIdentifier\":\"1001\"}",
        "{\"reqIdentifier\":1001.0}",
        "{\"reqIdentifier\":1e3}",
        "{\"reqIdentifier\":2147483648}",
        "{\"reqIdentifier\":true}",
        "{\"sendID\":1}",
        "{\"sendID\":{}}",
        "{\"data\":\"AQ\"}",
        "{\"data\":\"A===\"}",
        "{\"data\":\"####\"}",
        "{\"data\":\"-_-_\"}",
        "{\"sendID\":\"u1\"}x",
        "{\"sendID\":\"u1\"}{}",
        "{\"sendID\":\"u1\",}",
        "{sendID:\"u1\"}",
        "{\"sendID\":\"u1\""
      })
  void refuses(String json) {
    assertThatThrownBy(() -> read(json)).isInstanceOf(MalformedFrameException.class);
  }

  @Test
  void readsBackWhatItWrites() throws MalformedFrameException {
    Request request = new Request(1003, "t", "u<1>", "o\"p", "m\n", ByteString.fromHex("00ff10"));
    ByteBuf out = Unpooled.buffer();
    codec.encode(request, out);
    assertThat(codec.decodeRequest(out)).isEqualTo(request);
    Response response = new Response(1003, "m", "o", -5, "x", ByteString.fromHex("00"));
    out.clear();
    codec.encode(response, out);
    assertThat(codec.decodeResponse(out)).isEqualTo(response);
  }

  private Request read(String json) throws MalformedFrameException {
    return codec.decodeRequest(Unpooled.copiedBuffer(json, StandardCharsets.UTF_8));
  }

  private String written(Response response) {
    ByteBuf out = Unpooled.buffer();
    codec.encode(response, out);
    return out.toString(StandardCharsets.UTF_8);
  }
}
