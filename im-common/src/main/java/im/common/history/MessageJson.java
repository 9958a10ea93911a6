package im.common.history;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.ByteString;
import im.common.json.JsonLimits;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.OfflinePushInfo;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A slot as the JSON that is kept in `MSG_CACHE` (`reference/redis-keys.tsv`), shared with peers
/// of the reference: its names are theirs.
final class MessageJson {
  private static final JsonFactory FACTORY = JsonLimits.factory().build();
  private static final ObjectMapper MAPPER = JsonLimits.mapper();

  /// How a slot ends that was not read, and one that was: `IsRead` is the last field in the layout.
  static final byte[] UNREAD_END = "\"IsRead\":false}".getBytes(StandardCharsets.US_ASCII);

  static final byte[] READ_END = "\"IsRead\":true}".getBytes(StandardCharsets.US_ASCII);

  private MessageJson() {}

  static byte[] write(StoredMessage slot) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(512);
    try (JsonGenerator json = FACTORY.createGenerator(out)) {
      json.writeStartObject();
      json.writeFieldName("Msg");
      if (slot.message() == null) {
        json.writeNull();
      } else {
        writeMessage(json, slot.message());
      }
      json.writeFieldName("Revoke");
      writeRevoke(json, slot.revoke());
      json.writeArrayFieldStart("DelList");
      for (String userID : slot.deletedFor()) {
        json.writeString(userID);
      }
      json.writeEndArray();
      json.writeBooleanField("IsRead", slot.isRead());
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  static StoredMessage read(byte[] bytes) {
    try {
      JsonNode slot = MAPPER.readTree(bytes);
      JsonNode revoke = slot.path("Revoke");
      List<String> deletedFor = new ArrayList<>();
      slot.path("DelList").forEach(userID -> deletedFor.add(userID.asText()));
      return new StoredMessage(
          slot.path("Msg").isObject() ? message(slot.path("Msg")) : null,
          revoke.isObject()
              ? new StoredMessage.Revoke(
                  revoke.path("Role").asInt(),
                  revoke.path("UserID").asText(),
                  revoke.path("Nickname").asText(),
                  revoke.path("Time").asLong())
              : null,
          List.copyOf(deletedFor),
          slot.path("IsRead").asBoolean());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void writeMessage(JsonGenerator json, MsgData message) throws IOException {
    json.writeStartObject();
    json.writeStringField("SendID", message.getSendID());
    json.writeStringField("RecvID", message.getRecvID());
    json.writeStringField("GroupID", message.getGroupID());
    json.writeStringField("ClientMsgID", message.getClientMsgID());
    json.writeStringField("ServerMsgID", message.getServerMsgID());
    json.writeNumberField("SenderPlatformID", message.getSenderPlatformID());
    json.writeStringField("SenderNickname", message.getSenderNickname());
    json.writeStringField("SenderFaceURL", message.getSenderFaceURL());
    json.writeNumberField("SessionType", message.getSessionType());
    json.writeNumberField("MsgFrom", message.getMsgFrom());
    json.writeNumberField("ContentType", message.getContentType());
    json.writeStringField("Content", message.getContent().toStringUtf8());
    json.writeNumberField("Seq", message.getSeq());
    json.writeNumberField("SendTime", message.getSendTime());
    json.writeNumberField("CreateTime", message.getCreateTime());
    json.writeNumberField("Status", message.getStatus());
    json.writeBooleanField("IsRead", message.getIsRead());
    json.writeFieldName("Options");
    if (message.getOptionsCount() == 0) {
      json.writeNull();
    } else {
      json.writeStartObject();
      for (Map.Entry<String, Boolean> option : message.getOptionsMap().entrySet()) {
        json.writeBooleanField(option.getKey(), option.getValue());
      }
      json.writeEndObject();
    }
    json.writeFieldName("OfflinePush");
    if (message.hasOfflinePushInfo()) {
      OfflinePushInfo push = message.getOfflinePushInfo();
      json.writeStartObject();
      json.writeStringField("Title", push.getTitle());
      json.writeStringField("Desc", push.getDesc());
      json.writeStringField("Ex", push.getEx());
      json.writeStringField("IOSPushSound", push.getIOSPushSound());
      json.writeBooleanField("IOSBadgeCount", push.getIOSBadgeCount());
      json.writeEndObject();
    } else {
      json.writeNull();
    }
    json.writeFieldName("AtUserIDList");
    if (message.getAtUserIDListCount() == 0) {
      json.writeNull();
    } else {
      json.writeStartArray();
      for (String userID : message.getAtUserIDListList()) {
        json.writeString(userID);
      }
      json.writeEndArray();
    }
    json.writeStringField("AttachedInfo", message.getAttachedInfo());
    json.writeStringField("Ex", message.getEx());
    json.writeEndObject();
  }

  private static void writeRevoke(JsonGenerator json, StoredMessage.@Nullable Revoke revoke)
      throws IOException {
    if (revoke == null) {
      json.writeNull();
      return;
    }
    json.writeStartObject();
    json.writeNumberField("Role", revoke.role());
    json.writeStringField("UserID", revoke.userID());
    json.writeStringField("Nickname", revoke.nickname());
    json.writeNumberField("Time", revoke.timeMs());
    json.writeEndObject();
  }

  private static MsgData message(JsonNode json) {
    MsgData.Builder message =
        MsgData.newBuilder()
            .setSendID(json.path("SendID").asText())
            .setRecvID(json.path("RecvID").asText())
            .setGroupID(json.path("GroupID").asText())
            .setClientMsgID(json.path("ClientMsgID").asText())
            .setServerMsgID(json.path("ServerMsgID").asText())
            .setSenderPlatformID(json.path("SenderPlatformID").asInt())
            .setSenderNickname(json.path("SenderNickname").asText())
            .setSenderFaceURL(json.path("SenderFaceURL").asText())
            .setSessionType(json.path("SessionType").asInt())
            .setMsgFrom(json.path("MsgFrom").asInt())
            .setContentType(json.path("ContentType").asInt())
            .setContent(ByteString.copyFromUtf8(json.path("Content").asText()))
            .setSeq(json.path("Seq").asLong())
            .setSendTime(json.path("SendTime").asLong())
            .setCreateTime(json.path("CreateTime").asLong())
            .setStatus(json.path("Status").asInt())
            .setAttachedInfo(json.path("AttachedInfo").asText())
            .setEx(json.path("Ex").asText());
    json.path("Options")
        .properties()
        .forEach(option -> message.putOptions(option.getKey(), option.getValue().asBoolean()));
    JsonNode push = json.path("OfflinePush");
    if (push.isObject()) {
      message.setOfflinePushInfo(
          OfflinePushInfo.newBuilder()
              .setTitle(push.path("Title").asText())
              .setDesc(push.path("Desc").asText())
              .setEx(push.path("Ex").asText())
              .setIOSPushSound(push.path("IOSPushSound").asText())
              .setIOSBadgeCount(push.path("IOSBadgeCount").asBoolean()));
    }
    json.path("AtUserIDList").forEach(userID -> message.addAtUserIDList(userID.asText()));
    return message.build();
  }
}
