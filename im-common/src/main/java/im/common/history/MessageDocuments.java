package im.common.history;

import static im.common.mongo.DocumentFields.flag;
import static im.common.mongo.DocumentFields.integer;
import static im.common.mongo.DocumentFields.number;
import static im.common.mongo.DocumentFields.text;

import com.google.protobuf.ByteString;
import im.common.message.MessageStatus;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.OfflinePushInfo;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Messages as BSON, field by field as the reference writes them
/// (`reference/mongo-collections.tsv`, collection `msg`). Reading accepts what older writers left
/// out.
final class MessageDocuments {
  private MessageDocuments() {}

  static Document of(MsgData message) {
    int status =
        message.getStatus() == MessageStatus.SENDING ? MessageStatus.SENT : message.getStatus();
    return new Document("send_id", message.getSendID())
        .append("recv_id", message.getRecvID())
        .append("group_id", message.getGroupID())
        .append("client_msg_id", message.getClientMsgID())
        .append("server_msg_id", message.getServerMsgID())
        .append("sender_platform_id", message.getSenderPlatformID())
        .append("sender_nickname", message.getSenderNickname())
        .append("sender_face_url", message.getSenderFaceURL())
        .append("session_type", message.getSessionType())
        .append("msg_from", message.getMsgFrom())
        .append("content_type", message.getContentType())
        .append("content", message.getContent().toStringUtf8())
        .append("seq", message.getSeq())
        .append("send_time", message.getSendTime())
        .append("create_time", message.getCreateTime())
        .append("status", status)
        .append("is_read", false)
        .append("options", options(message))
        .append("offline_push", offlinePush(message))
        .append(
            "at_user_id_list",
            message.getAtUserIDListCount() == 0
                ? null
                : new ArrayList<>(message.getAtUserIDListList()))
        .append("attached_info", message.getAttachedInfo())
        .append("ex", message.getEx());
  }

  /// A document's hundred empty slots.
  static List<Document> emptySlots() {
    List<Document> slots = new ArrayList<>(SlotAddress.SLOTS);
    for (int i = 0; i < SlotAddress.SLOTS; i++) {
      slots.add(
          new Document("msg", null)
              .append("revoke", null)
              .append("del_list", List.of())
              .append("is_read", false));
    }
    return slots;
  }

  static StoredMessage slot(@Nullable Document slot) {
    if (slot == null) {
      return StoredMessage.EMPTY;
    }
    Document message = slot.get("msg", Document.class);
    Document revoke = slot.get("revoke", Document.class);
    List<String> deletedFor = slot.getList("del_list", String.class);
    return new StoredMessage(
        message == null ? null : message(message),
        revoke == null
            ? null
            : new StoredMessage.Revoke(
                integer(revoke, "role"),
                text(revoke, "user_id"),
                text(revoke, "nickname"),
                number(revoke, "time")),
        deletedFor == null ? List.of() : List.copyOf(deletedFor),
        flag(slot, "is_read"));
  }

  /// Whether a slot, of which at least sender and read flag were read, has a message that somebody
  /// else than `readerID` sent and that is not marked as read.
  static boolean isUnread(@Nullable Document slot, String readerID) {
    Document message = slot == null ? null : slot.get("msg", Document.class);
    return slot != null
        && message != null
        && !flag(slot, "is_read")
        && !text(message, "send_id").equals(readerID);
  }

  private static MsgData message(Document document) {
    MsgData.Builder message =
        MsgData.newBuilder()
            .setSendID(text(document, "send_id"))
            .setRecvID(text(document, "recv_id"))
            .setGroupID(text(document, "group_id"))
            .setClientMsgID(text(document, "client_msg_id"))
            .setServerMsgID(text(document, "server_msg_id"))
            .setSenderPlatformID(integer(document, "sender_platform_id"))
            .setSenderNickname(text(document, "sender_nickname"))
            .setSenderFaceURL(text(document, "sender_face_url"))
            .setSessionType(integer(document, "session_type"))
            .setMsgFrom(integer(document, "msg_from"))
            .setContentType(integer(document, "content_type"))
            .setContent(ByteString.copyFromUtf8(text(document, "content")))
            .setSeq(number(document, "seq"))
            .setSendTime(number(document, "send_time"))
            .setCreateTime(number(document, "create_time"))
            .setStatus(integer(document, "status"))
            .setAttachedInfo(text(document, "attached_info"))
            .setEx(text(document, "ex"));
    Document options = document.get("options", Document.class);
    if (options != null) {
      options.forEach((name, on) -> message.putOptions(name, Boolean.TRUE.equals(on)));
    }
    Document push = document.get("offline_push", Document.class);
    if (push != null) {
      message.setOfflinePushInfo(
          OfflinePushInfo.newBuilder()
              .setTitle(text(push, "title"))
              .setDesc(text(push, "desc"))
              .setEx(text(push, "ex"))
              .setIOSPushSound(text(push, "ios_push_sound"))
              .setIOSBadgeCount(flag(push, "ios_badge_count")));
    }
    List<String> mentioned = document.getList("at_user_id_list", String.class);
    if (mentioned != null) {
      message.addAllAtUserIDList(mentioned);
    }
    return message.build();
  }

  private static @Nullable Document options(MsgData message) {
    if (message.getOptionsCount() == 0) {
      return null;
    }
    Document options = new Document();
    message.getOptionsMap().forEach(options::append);
    return options;
  }

  private static @Nullable Document offlinePush(MsgData message) {
    if (!message.hasOfflinePushInfo()) {
      return null;
    }
    OfflinePushInfo push = message.getOfflinePushInfo();
    return new Document("title", push.getTitle())
        .append("desc", push.getDesc())
        .append("ex", push.getEx())
        .append("ios_push_sound", push.getIOSPushSound())
        .append("ios_badge_count", push.getIOSBadgeCount());
  }
}
