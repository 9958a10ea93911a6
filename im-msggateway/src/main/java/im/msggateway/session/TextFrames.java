package im.msggateway.session;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import im.common.json.JsonLimits;
import im.msggateway.codec.JsonText;
import im.msggateway.codec.MalformedFrameException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The heartbeats that clients send as text: `{"type":"ping","body":<any JSON>}`
/// (`reference/ws-protocol.md` 4.4).
final class TextFrames {
  private static final JsonFactory FACTORY = JsonLimits.factory().build();

  private TextFrames() {}

  /// The body to answer a ping with, as compact JSON text; null when `text` is a pong.
  ///
  /// @throws MalformedFrameException if it is neither
  static @Nullable String pongBody(String text) throws MalformedFrameException {
    String type = "";
    String body = "null";
    try (JsonParser parser = FACTORY.createParser(text)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedFrameException("text frame is not a JSON object");
      }
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        JsonToken value = parser.nextToken();
        switch (key.toLowerCase(Locale.ROOT)) {
          case "type" -> type = type(parser, value);
          case "body" -> body = source(parser, text);
          default -> parser.skipChildren();
        }
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new MalformedFrameException("something follows the JSON of a text frame");
      }
    } catch (IOException e) {
      throw new MalformedFrameException("text frame is not JSON");
    }
    return switch (type) {
      case "ping" -> compact(body);
      case "pong" -> null;
      default -> throw new MalformedFrameException("text frame of an unknown type");
    };
  }

  /// Appends the pong with `body`.
  static void writePong(String body, ByteBuf out) {
    ByteBufUtil.writeAscii(out, "{\"type\":\"pong\",\"body\":");
    ByteBufUtil.writeUtf8(out, body);
    out.writeByte('}');
  }

  private static String type(JsonParser parser, JsonToken value)
      throws IOException, MalformedFrameException {
    return switch (value) {
      case VALUE_STRING -> parser.getText();
      case VALUE_NULL -> "";
      default -> throw new MalformedFrameException("type of a text frame is not a string");
    };
  }

  /// The text of the current value. Parsing and writing anew would change its numbers.
  private static String source(JsonParser parser, String text) throws IOException {
    int start = (int) parser.currentTokenLocation().getCharOffset();
    parser.skipChildren();
    // Reads a string to its end, which the parser puts off.
    parser.finishToken();
    return text.substring(start, (int) parser.currentLocation().getCharOffset());
  }

  private static String compact(String json) {
    StringBuilder out = new StringBuilder(json.length());
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString && c == '\\') {
        out.append(c).append(json.charAt(++i));
      } else if (c == '"') {
        inString = !inString;
        out.append(c);
      } else if (inString) {
        JsonText.appendEscaped(c, out);
      } else if (!Character.isWhitespace(c)) {
        out.append(c);
      }
    }
    return out.toString();
  }
}
