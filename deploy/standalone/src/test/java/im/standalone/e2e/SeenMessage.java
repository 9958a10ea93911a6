package im.standalone.e2e;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.common.message.ContentType;
import im.common.message.MessageStatus;
import im.proto.sdkws.MsgData;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/// A message as a user sees it, in one line: what a model expects and what a server answers are
/// compared, and read, this way.
final class SeenMessage {
  private static final ObjectMapper JSON = new ObjectMapper();

  private SeenMessage() {}

  static String text(long seq, String sender, String text, boolean read) {
    return line(seq, "text " + text, sender, MessageStatus.SENT, read);
  }

  static String deleted(long seq, String sender, boolean read) {
    return line(seq, "deleted text", sender, MessageStatus.DELETED, read);
  }

  static String revoked(long seq, String sender, String revoker, boolean deleted, boolean read) {
    return line(
        seq,
        "revoked by " + revoker,
        sender,
        deleted ? MessageStatus.DELETED : MessageStatus.SENT,
        read);
  }

  static String placeholder(long seq) {
    return seq + " placeholder";
  }

  static String notice(long seq) {
    return seq + " notice";
  }

  /// What a server answered under each number.
  ///
  /// @throws AssertionError if a number comes twice or out of order
  static SortedMap<Long, String> lines(List<MsgData> messages) {
    SortedMap<Long, String> lines = new TreeMap<>();
    for (MsgData message : messages) {
      if (!lines.isEmpty() && message.getSeq() <= lines.lastKey()) {
        throw new AssertionError(message.getSeq() + " comes after " + lines.lastKey());
      }
      lines.put(message.getSeq(), of(message));
    }
    return lines;
  }

  private static String of(MsgData message) {
    long seq = message.getSeq();
    String content = message.getContent().toStringUtf8();
    int status = message.getStatus();
    boolean read = message.getIsRead();
    return switch (message.getContentType()) {
      case 0 ->
          status == MessageStatus.DELETED && content.isEmpty() && !read
              ? placeholder(seq)
              : "unexpected " + message;
      case ContentType.TEXT ->
          content.isEmpty()
              ? line(seq, "deleted text", message.getSendID(), status, read)
              : line(seq, "text " + ChatUser.textOf(message), message.getSendID(), status, read);
      case ContentType.MESSAGE_REVOKED -> {
        JsonNode detail = json(json(content).path("detail").asText());
        yield detail.path("seq").asLong() == seq
                && detail.path("clientMsgID").asText().equals(message.getClientMsgID())
                && detail.path("sourceMessageSendID").asText().equals(message.getSendID())
            ? line(
                seq,
                "revoked by " + detail.path("revokerID").asText(),
                message.getSendID(),
                status,
                read)
            : "unexpected " + message;
      }
      default -> status < MessageStatus.DELETED && !read ? notice(seq) : "unexpected " + message;
    };
  }

  private static String line(long seq, String what, String sender, int status, boolean read) {
    return "%d %s, of %s, status %d%s".formatted(seq, what, sender, status, read ? ", read" : "");
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON: " + text, e);
    }
  }
}
