package im.msggateway.handshake;

import im.common.error.ImException;
import im.msggateway.codec.JsonText;
import im.msggateway.codec.ServerFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/// What a handshake is answered with (`reference/ws-protocol.md` 1.5 and 1.6). Refusals come with
/// status 200 and a JSON body, of which the Go client reads at most 1024 bytes.
final class Answers {
  private static final int MAX_BODY = 1000;
  private static final int MAX_LETTERS = 500;
  private static final String SUCCESS = "{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\"}";

  private Answers() {}

  /// The text frame that says the connection is there.
  static ByteBuf success(ByteBufAllocator allocator) {
    return ServerFrames.text(out -> ByteBufUtil.writeAscii(out, SUCCESS), allocator);
  }

  /// The text frame that says why the connection ends.
  static ByteBuf refusalFrame(ImException error, ByteBufAllocator allocator) {
    return ServerFrames.text(out -> write(error, out), allocator);
  }

  /// The response that says why there is no connection.
  static FullHttpResponse refusal(ImException error) {
    ByteBuf body = Unpooled.buffer(256);
    write(error, body);
    return response(HttpResponseStatus.OK, "application/json; charset=utf-8", body);
  }

  /// The response to a request that is no WebSocket handshake.
  static FullHttpResponse notWebSocket(HttpResponseStatus status) {
    ByteBuf body = Unpooled.copiedBuffer(status.reasonPhrase() + "\n", StandardCharsets.US_ASCII);
    FullHttpResponse response = response(status, "text/plain; charset=utf-8", body);
    response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_VERSION, "13");
    response.headers().set("X-Content-Type-Options", "nosniff");
    return response;
  }

  private static FullHttpResponse response(
      HttpResponseStatus status, String contentType, ByteBuf body) {
    FullHttpResponse response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body);
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, contentType)
        .setInt(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes())
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    return response;
  }

  // Halves the texts until the body fits: a letter may take six bytes, and user ids may be long.
  private static void write(ImException error, ByteBuf out) {
    int start = out.writerIndex();
    for (int letters = MAX_LETTERS; ; letters /= 2) {
      ByteBufUtil.writeAscii(out, "{\"errCode\":" + error.code() + ",\"errMsg\":");
      JsonText.write(clipped(error.text(), letters), out);
      ByteBufUtil.writeAscii(out, ",\"errDlt\":");
      JsonText.write(clipped(error.detail(), letters), out);
      out.writeByte('}');
      if (out.writerIndex() - start <= MAX_BODY) {
        return;
      }
      out.writerIndex(start);
    }
  }

  private static String clipped(String text, int letters) {
    return text.length() <= letters ? text : text.substring(0, letters);
  }
}
