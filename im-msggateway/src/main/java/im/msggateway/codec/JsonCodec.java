package im.msggateway.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import im.common.json.JsonLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Envelopes as JSON objects with base64 `data` (`reference/ws-protocol.md` 2.2). Reads what Go's
/// decoder reads: keys of any case, unknown keys, missing keys and nulls; writes keys in a fixed
/// order.
public final class JsonCodec implements EnvelopeCodec {
  private static final JsonFactory FACTORY = JsonLimits.factory().build();

  @Override
  public Request decodeRequest(ByteBuf in) throws MalformedFrameException {
    Values values = decode(in);
    return new Request(
        values.reqIdentifier,
        values.token,
        values.sendID,
        values.operationID,
        values.msgIncr,
        values.data == null ? ByteString.EMPTY : values.data);
  }

  @Override
  public Response decodeResponse(ByteBuf in) throws MalformedFrameException {
    Values values = decode(in);
    return new Response(
        values.reqIdentifier,
        values.msgIncr,
        values.operationID,
        values.errCode,
        values.errMsg,
        values.data);
  }

  @Override
  public void encode(Request request, ByteBuf out) {
    writeNumber("{\"reqIdentifier\":", request.reqIdentifier(), out);
    writeText(",\"token\":", request.token(), out);
    writeText(",\"sendID\":", request.sendID(), out);
    writeText(",\"operationID\":", request.operationID(), out);
    writeText(",\"msgIncr\":", request.msgIncr(), out);
    writeData(request.data(), out);
  }

  @Override
  public void encode(Response response, ByteBuf out) {
    writeNumber("{\"reqIdentifier\":", response.reqIdentifier(), out);
    writeText(",\"msgIncr\":", response.msgIncr(), out);
    writeText(",\"operationID\":", response.operationID(), out);
    writeNumber(",\"errCode\":", response.errCode(), out);
    writeText(",\"errMsg\":", response.errMsg(), out);
    writeData(response.data(), out);
  }

  private static void writeNumber(String key, int value, ByteBuf out) {
    ByteBufUtil.writeAscii(out, key);
    ByteBufUtil.writeAscii(out, Integer.toString(value));
  }

  private static void writeText(String key, String value, ByteBuf out) {
    ByteBufUtil.writeAscii(out, key);
    JsonText.write(value, out);
  }

  private static void writeData(@Nullable ByteString data, ByteBuf out) {
    ByteBufUtil.writeAscii(out, ",\"data\":");
    if (data == null) {
      ByteBufUtil.writeAscii(out, "null}");
      return;
    }
    out.writeByte('"');
    ByteBuffer encoded = Base64.getEncoder().encode(data.asReadOnlyByteBuffer());
    out.writeBytes(encoded);
    ByteBufUtil.writeAscii(out, "\"}");
  }

  private static final class Values {
    int reqIdentifier;
    int errCode;
    String token = "";
    String sendID = "";
    String operationID = "";
    String msgIncr = "";
    String errMsg = "";
    @Nullable ByteString data;

    void read(String key, JsonParser parser) throws IOException, MalformedFrameException {
      // Go takes null for "leave the field as it is".
      if (parser.currentToken() == JsonToken.VALUE_NULL) {
        return;
      }
      switch (key.toLowerCase(Locale.ROOT)) {
        case "reqidentifier" -> reqIdentifier = number(key, parser);
        case "errcode" -> errCode = number(key, parser);
        case "token" -> token = text(key, parser);
        case "sendid" -> sendID = text(key, parser);
        case "operationid" -> operationID = text(key, parser);
        case "msgincr" -> msgIncr = text(key, parser);
        case "errmsg" -> errMsg = text(key, parser);
        case "data" -> data = base64(text(key, parser));
        default -> parser.skipChildren();
      }
    }
  }

  private static Values decode(ByteBuf in) throws MalformedFrameException {
    // Through a String: Go replaces bytes that are no UTF-8, the byte parser would refuse them.
    try (JsonParser parser = FACTORY.createParser(in.toString(StandardCharsets.UTF_8))) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedFrameException("envelope is not a JSON object");
      }
      Values values = new Values();
      for (String key = parser.nextFieldName(); key != null; key = parser.nextFieldName()) {
        parser.nextToken();
        values.read(key, parser);
      }
      if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
        throw new MalformedFrameException("something follows the JSON envelope");
      }
      return values;
    } catch (IOException e) {
      throw new MalformedFrameException("envelope is not JSON");
    }
  }

  private static int number(String key, JsonParser parser)
      throws IOException, MalformedFrameException {
    if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
        || parser.getNumberType() != JsonParser.NumberType.INT) {
      throw new MalformedFrameException(key + " is not a 32 bit integer");
    }
    return parser.getIntValue();
  }

  private static String text(String key, JsonParser parser)
      throws IOException, MalformedFrameException {
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      throw new MalformedFrameException(key + " is not a string");
    }
    return parser.getText();
  }

  private static ByteString base64(String text) throws MalformedFrameException {
    String packed =
        text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0
            ? text.replace("\n", "").replace("\r", "")
            : text;
    // Java accepts missing padding, Go and the protocol do not.
    if (packed.length() % 4 != 0) {
      throw new MalformedFrameException("data is base64 of " + packed.length() + " letters");
    }
    try {
      return UnsafeByteOperations.unsafeWrap(Base64.getDecoder().decode(packed));
    } catch (IllegalArgumentException e) {
      throw new MalformedFrameException("data is not base64");
    }
  }
}
