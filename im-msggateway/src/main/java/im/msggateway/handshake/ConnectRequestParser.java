package im.msggateway.handshake;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.json.JsonLimits;
import im.common.message.Platform;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of a handshake in either form and checks them in the order that clients see
/// (`reference/ws-protocol.md` 1.2 to 1.4). Texts of refusals are part of the protocol.
final class ConnectRequestParser {
  private static final JsonMapper MAPPER = JsonLimits.mapper();

  private ConnectRequestParser() {}

  /// Reads the query of `uri`; `compressionHeader` stands in when the query names no compression.
  ///
  /// @throws ImException 1602 or 500 when a parameter is wrong
  static ConnectRequest parse(String uri, String compressionHeader) {
    QueryParameters query = new QueryParameters(uri);
    String packed = query.get("v");
    return packed.isEmpty() ? plain(query, compressionHeader) : packed(packed);
  }

  private static ConnectRequest plain(QueryParameters query, String compressionHeader) {
    long platformID = integer(query.get("platformID"));
    String isMsgResp = query.get("isMsgResp");
    boolean wantsResult = false;
    if (!isMsgResp.isEmpty()) {
      Boolean value = bool(isMsgResp);
      if (value == null) {
        throw ErrorCode.CONN_ARGS.because("isMsgResp is not bool");
      }
      wantsResult = value;
    }
    String compression = query.get("compression");
    if (bool(query.get("isBackground")) == null) {
      throw ErrorCode.INTERNAL.because("invalid syntax");
    }
    return checked(
        query.get("token"),
        query.get("sendID"),
        platformID,
        query.get("operationID"),
        compression.isEmpty() ? compressionHeader : compression,
        query.get("sdkType"),
        wantsResult,
        query.get("sdkVersion"));
  }

  private static ConnectRequest packed(String packed) {
    Fields fields = new Fields(json(packed));
    // Checked for its type only, like isBackground.
    fields.bool("background");
    return checked(
        fields.text("token"),
        fields.text("userID"),
        fields.integer("platformID"),
        fields.text("operationID"),
        fields.text("compression"),
        fields.text("sdkType"),
        fields.bool("sendResponse"),
        fields.text("sdkVersion"));
  }

  private static ConnectRequest checked(
      String token,
      String userID,
      long platformID,
      String operationID,
      String compression,
      String sdkType,
      boolean wantsResult,
      String sdkVersion) {
    if (operationID.isEmpty()) {
      throw ErrorCode.CONN_ARGS.because("operationID is empty");
    }
    if (token.isEmpty()) {
      throw ErrorCode.CONN_ARGS.because("token is empty");
    }
    if (userID.isEmpty()) {
      throw ErrorCode.CONN_ARGS.because("sendID is empty");
    }
    Platform platform = platformID == (int) platformID ? Platform.of((int) platformID) : null;
    if (platform == null) {
      throw ErrorCode.CONN_ARGS.because("platformID is invalid");
    }
    boolean isJson =
        switch (sdkType) {
          case "", "go" -> false;
          case "js" -> true;
          default -> throw ErrorCode.CONN_ARGS.because("sdkType is invalid");
        };
    return new ConnectRequest(
        token,
        userID,
        platform,
        operationID,
        compression.equals("gzip"),
        isJson,
        wantsResult,
        sdkVersion);
  }

  private static JsonNode json(String packed) {
    byte[] text;
    try {
      // Java would take padding, which the protocol does not.
      if (packed.indexOf('=') >= 0) {
        throw ErrorCode.CONN_ARGS.because("data is not base64");
      }
      text = Base64.getUrlDecoder().decode(packed);
    } catch (IllegalArgumentException _) {
      throw ErrorCode.CONN_ARGS.because("data is not base64");
    }
    try {
      return MAPPER.readTree(new String(text, StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw notJson(e.getOriginalMessage());
    }
  }

  /// The members of the packed form, whatever the case of their names.
  private static final class Fields {
    private final Map<String, JsonNode> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    Fields(JsonNode object) {
      if (!object.isObject()) {
        throw notJson("not an object");
      }
      object.properties().forEach(each -> values.put(each.getKey(), each.getValue()));
    }

    String text(String name) {
      JsonNode value = values.get(name);
      if (value == null || value.isNull()) {
        return "";
      }
      if (!value.isTextual()) {
        throw notJson(name + " is not a string");
      }
      return value.textValue();
    }

    long integer(String name) {
      JsonNode value = values.get(name);
      if (value == null || value.isNull()) {
        return 0;
      }
      if (!value.isIntegralNumber() || !value.canConvertToLong()) {
        throw notJson(name + " is not an integer");
      }
      return value.longValue();
    }

    boolean bool(String name) {
      JsonNode value = values.get(name);
      if (value == null || value.isNull()) {
        return false;
      }
      if (!value.isBoolean()) {
        throw notJson(name + " is not a bool");
      }
      return value.booleanValue();
    }
  }

  private static ImException notJson(String why) {
    return ErrorCode.CONN_ARGS.because("data is not json, info=" + why);
  }

  private static long integer(String text) {
    if (text.isEmpty() || !text.matches("[+-]?[0-9]{1,18}")) {
      throw ErrorCode.CONN_ARGS.because("platformID is not int");
    }
    return Long.parseLong(text);
  }

  private static @Nullable Boolean bool(String text) {
    return switch (text) {
      case "1", "t", "T", "TRUE", "true", "True" -> true;
      case "0", "f", "F", "FALSE", "false", "False" -> false;
      default -> null;
    };
  }
}
