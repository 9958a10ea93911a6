package im.msggateway.codec;

import com.google.protobuf.ByteString;
import im.msggateway.codec.GobTypes.Field;
import im.msggateway.codec.GobTypes.FieldCursor;
import im.msggateway.codec.GobTypes.Struct;
import io.netty.buffer.ByteBuf;
import java.util.HexFormat;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Go's gob, as far as envelopes need it: every message is a stream of its own, definitions first,
/// then one value (`reference/ws-protocol.md` 2.3 to 2.6). Reading follows the definitions in the
/// stream and matches fields by name; writing puts a constant definition before the value.
public final class GobCodec implements EnvelopeCodec {
  private static final byte[] REQUEST_DEFINITION =
      HexFormat.of()
          .parseHex(
              "657f0301010c47656e6572616c577352657101ff80000106010d5265714964656e7469666965720104000"
                  + "105546f6b656e010c00010653656e644944010c00010b4f7065726174696f6e4944010c0001074d"
                  + "7367496e6372010c00010444617461010a000000");
  private static final byte[] RESPONSE_DEFINITION =
      HexFormat.of()
          .parseHex(
              "5f7f030101045265737001ff80000106010d5265714964656e74696669657201040001074d7367496e6372"
                  + "010c00010b4f7065726174696f6e4944010c000107457272436f646501040001064572724d736701"
                  + "0c00010444617461010a000000");

  private static final Map<String, Integer> REQUEST_FIELDS =
      Map.of(
          "ReqIdentifier", GobTypes.INT,
          "Token", GobTypes.STRING,
          "SendID", GobTypes.STRING,
          "OperationID", GobTypes.STRING,
          "MsgIncr", GobTypes.STRING,
          "Data", GobTypes.BYTES);
  private static final Map<String, Integer> RESPONSE_FIELDS =
      Map.of(
          "ReqIdentifier", GobTypes.INT,
          "MsgIncr", GobTypes.STRING,
          "OperationID", GobTypes.STRING,
          "ErrCode", GobTypes.INT,
          "ErrMsg", GobTypes.STRING,
          "Data", GobTypes.BYTES);

  @Override
  public Request decodeRequest(ByteBuf in) throws MalformedFrameException {
    Values values = decode(in, REQUEST_FIELDS);
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
    Values values = decode(in, RESPONSE_FIELDS);
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
    out.writeBytes(REQUEST_DEFINITION);
    new GobStruct()
        .integer(request.reqIdentifier())
        .text(request.token())
        .text(request.sendID())
        .text(request.operationID())
        .text(request.msgIncr())
        .bytes(request.data())
        .writeTo(out);
  }

  @Override
  public void encode(Response response, ByteBuf out) {
    out.writeBytes(RESPONSE_DEFINITION);
    new GobStruct()
        .integer(response.reqIdentifier())
        .text(response.msgIncr())
        .text(response.operationID())
        .integer(response.errCode())
        .text(response.errMsg())
        .bytes(response.data() == null ? ByteString.EMPTY : response.data())
        .writeTo(out);
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

    void read(String field, GobInput in) throws MalformedFrameException {
      switch (field) {
        case "ReqIdentifier" -> reqIdentifier = in.int32(field);
        case "ErrCode" -> errCode = in.int32(field);
        case "Token" -> token = in.text();
        case "SendID" -> sendID = in.text();
        case "OperationID" -> operationID = in.text();
        case "MsgIncr" -> msgIncr = in.text();
        case "ErrMsg" -> errMsg = in.text();
        case "Data" -> data = in.data();
        default -> throw new IllegalArgumentException("field: " + field);
      }
    }
  }

  private static Values decode(ByteBuf in, Map<String, Integer> wanted)
      throws MalformedFrameException {
    GobInput stream = new GobInput(in);
    GobTypes types = new GobTypes();
    while (true) {
      GobInput block = stream.block();
      int id = block.int32("gob type id");
      if (id >= 0) {
        return value(types.struct(id), types, block, wanted);
      }
      // Negating the smallest integer gives it back; the check in define() catches that.
      types.define(-id, block);
    }
  }

  private static Values value(
      Struct struct, GobTypes types, GobInput in, Map<String, Integer> wanted)
      throws MalformedFrameException {
    requireFitting(struct, wanted);
    Values values = new Values();
    FieldCursor cursor = new FieldCursor(struct, in);
    for (Field field = cursor.next(); field != null; field = cursor.next()) {
      if (wanted.containsKey(field.name())) {
        values.read(field.name(), in);
      } else {
        types.skip(field.typeId(), in);
      }
    }
    return values;
  }

  private static void requireFitting(Struct struct, Map<String, Integer> wanted)
      throws MalformedFrameException {
    boolean matched = false;
    for (Field field : struct.fields()) {
      Integer type = wanted.get(field.name());
      if (type == null) {
        continue;
      }
      if (type != field.typeId()) {
        throw new MalformedFrameException(
            "gob field %s of type %d (expected: %d)".formatted(field.name(), field.typeId(), type));
      }
      matched = true;
    }
    if (!matched) {
      throw new MalformedFrameException("gob struct without any field of an envelope");
    }
  }
}
