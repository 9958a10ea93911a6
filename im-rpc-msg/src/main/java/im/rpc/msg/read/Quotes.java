package im.rpc.msg.read;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import im.common.history.MessageRef;
import im.common.history.StoredMessage;
import im.common.json.JsonLimits;
import im.common.message.ContentType;
import java.util.List;
import java.util.Map;

/// Messages that quote another one (content type 114; `reference/pipeline-storage.md` 5.3): what
/// was revoked is not readable in a quote either.
final class Quotes {
  private static final ObjectMapper JSON =
      JsonLimits.mapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  /// `{}` in base64, which some clients write for an empty content.
  private static final String EMPTY_IN_BASE64 = "e30=";

  private static final List<String> TEXTS =
      List.of(
          "sendID",
          "recvID",
          "groupID",
          "clientMsgID",
          "serverMsgID",
          "senderNickname",
          "senderFaceURL",
          "attachedInfo",
          "ex",
          "content");
  private static final List<String> NUMBERS =
      List.of(
          "senderPlatformID",
          "sessionType",
          "msgFrom",
          "contentType",
          "seq",
          "sendTime",
          "createTime",
          "status",
          "keyVersion");
  private static final List<String> OTHERS =
      List.of("offlinePushInfo", "atUserIDList", "dstUserIDs");

  private Quotes() {}

  /// The number of the message that `content` quotes, 0 when it says none.
  static long quotedSeq(ByteString content) {
    return message(parse(content)).path("seq").asLong();
  }

  /// `content` as a reader sees it; `slots` has what is stored of the quoted messages.
  static ByteString show(
      ByteString content, String conversationID, Map<MessageRef, StoredMessage> slots) {
    JsonNode quote = parse(content);
    if (!(message(quote) instanceof ObjectNode quoted)) {
      return content;
    }
    long seq = quoted.path("seq").asLong();
    StoredMessage slot = slots.get(new MessageRef(conversationID, seq));
    if (slot != null && slot.message() != null && slot.revoke() != null) {
      String shown = RevokedContent.of(slot.message(), slot.revoke());
      return write(quote, revoked(quoted, shown));
    }
    boolean isRevoked = quoted.path("contentType").asInt() == ContentType.MESSAGE_REVOKED;
    if (seq <= 0 && !isRevoked) {
      // It says of nothing that is stored what it was: nobody could tell whether it still stands.
      return write(quote, revoked(quoted, "{}"));
    }
    if (quoted.path("content").asText().equals(EMPTY_IN_BASE64)) {
      return write(quote, quoted.put("content", "{}"));
    }
    return content;
  }

  private static JsonNode parse(ByteString content) {
    try {
      return JSON.readTree(content.toStringUtf8());
    } catch (JsonProcessingException _) {
      // What a client sends is its own: a quote that is no JSON quotes nothing.
      return JSON.missingNode();
    }
  }

  private static JsonNode message(JsonNode quote) {
    return quote.path("quoteMessage");
  }

  /// Only the fields of an envelope are kept: others may carry what was revoked.
  private static ObjectNode revoked(ObjectNode quoted, String content) {
    ObjectNode shown = JSON.createObjectNode();
    TEXTS.forEach(name -> shown.put(name, quoted.path(name).asText()));
    NUMBERS.forEach(name -> shown.put(name, quoted.path(name).asLong()));
    OTHERS.forEach(name -> shown.set(name, quoted.get(name)));
    return shown
        .put("isRead", quoted.path("isRead").asBoolean())
        .put("contentType", ContentType.MESSAGE_REVOKED)
        .put("content", content);
  }

  private static ByteString write(JsonNode quote, ObjectNode quoted) {
    try {
      ObjectNode shown = quote.deepCopy();
      shown.set("quoteMessage", quoted);
      return ByteString.copyFromUtf8(JSON.writeValueAsString(shown));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("quote: not writable as JSON", e);
    }
  }
}
