package im.api.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import im.api.body.JsonBody;
import im.api.edge.UnreadableBodyException;
import im.common.error.ErrorCode;
import im.common.message.ContentType;
import im.common.message.MessageOptions;
import im.common.message.MessageSource;
import im.common.message.SessionType;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.OfflinePushInfo;
import im.proto.user.getNotificationAccountReq;
import im.proto.user.userGrpc.userBlockingStub;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/// Builds messages from the struct that `/msg/send_msg` and `/msg/batch_send_msg` share
/// (`reference/rest-api.md` 4.1).
public final class MessageComposer {
  private final userBlockingStub users;
  private final ClientMsgIDs clientMsgIDs;
  private final Clock clock;

  /// Asks `users` whether the sender of an official notification is an official account.
  public MessageComposer(userBlockingStub users, ClientMsgIDs clientMsgIDs, Clock clock) {
    this.users = users;
    this.clientMsgIDs = clientMsgIDs;
    this.clock = clock;
  }

  /// The fields of a request, read and not yet judged.
  ///
  /// @param message everything but content, receivers of @, and what the server adds
  /// @param content not null in a request that was read
  record Draft(MsgData message, ObjectNode content) {}

  /// Reads a request.
  ///
  /// @param receiverRequired whether single and notification sessions must name a receiver
  /// @throws UnreadableBodyException if a field is missing or of the wrong type
  static Draft read(JsonBody body, boolean receiverRequired) {
    MsgData.Builder message =
        MsgData.newBuilder()
            .setSendID(body.text("sendID"))
            .setRecvID(body.text("recvID"))
            .setGroupID(body.text("groupID"))
            .setSenderNickname(body.text("senderNickname"))
            .setSenderFaceURL(body.text("senderFaceURL"))
            .setSenderPlatformID(body.int32("senderPlatformID"))
            .setContentType(body.int32("contentType"))
            .setSessionType(body.int32("sessionType"))
            .setSendTime(body.int64("sendTime"))
            .setEx(body.text("ex"));
    OfflinePushInfo.Builder push = OfflinePushInfo.newBuilder();
    if (body.message("offlinePushInfo", push)) {
      message.setOfflinePushInfo(push);
    }
    if (body.flag("isOnlineOnly")) {
      message
          .putOptions(MessageOptions.HISTORY, false)
          .putOptions(MessageOptions.PERSISTENT, false)
          .putOptions(MessageOptions.SENDER_SYNC, false)
          .putOptions(MessageOptions.CONVERSATION_UPDATE, false);
    }
    if (body.flag("notOfflinePush")) {
      message.putOptions(MessageOptions.OFFLINE_PUSH, false);
    }
    ObjectNode content = body.object("content");
    require(!message.getSendID().isEmpty(), "sendID");
    require(message.getContentType() != 0, "contentType");
    require(message.getSessionType() != 0, "sessionType");
    switch (message.getSessionType()) {
      case SessionType.SINGLE, SessionType.NOTIFICATION ->
          require(!receiverRequired || !message.getRecvID().isEmpty(), "recvID");
      case SessionType.WRITE_GROUP, SessionType.GROUP ->
          require(!message.getGroupID().isEmpty(), "groupID");
      default -> {} // refused by the message service
    }
    if (content == null) {
      throw missing("content");
    }
    return new Draft(message.build(), content);
  }

  private static void require(boolean present, String field) {
    if (!present) {
      throw missing(field);
    }
  }

  private static UnreadableBodyException missing(String field) {
    return UnreadableBodyException.because(field + ": missing (expected: a value)");
  }

  /// The message of a request, ready to be sent.
  ///
  /// @throws im.common.error.ImException 1001 for a content type that is not sent this way, 500 for
  ///   content that does not fit it, 1101 and 1002 for an official notification of no such account
  MsgData compose(Draft draft) {
    int contentType = draft.message().getContentType();
    ContentShape shape = ContentShapes.of(contentType);
    if (shape == null) {
      throw ErrorCode.ARGS.bare();
    }
    MsgData.Builder message = draft.message().toBuilder();
    if (contentType == ContentType.OA_NOTIFICATION) {
      message.setSessionType(SessionType.NOTIFICATION);
      requireOfficialAccount(message.getSendID());
    }
    shape.check("content", draft.content());
    String content = ContentText.of(draft.content());
    if (contentType == ContentType.OA_NOTIFICATION) {
      content = ContentText.ofField("detail", content);
    }
    if (contentType == ContentType.AT_TEXT) {
      message.addAllAtUserIDList(atUsers(draft.content()));
    }
    return message
        .setContent(ByteString.copyFromUtf8(content))
        .setClientMsgID(clientMsgIDs.next(message.getSendID()))
        .setMsgFrom(MessageSource.SYSTEM)
        .setCreateTime(clock.millis())
        .build();
  }

  private void requireOfficialAccount(String userID) {
    var _ =
        users.getNotificationAccount(
            getNotificationAccountReq.newBuilder().setUserID(userID).build());
  }

  private static List<String> atUsers(ObjectNode content) {
    JsonNode list = ContentShape.Struct.find(content, "atUserList");
    List<String> users = new ArrayList<>();
    if (list != null && list.isArray()) {
      list.forEach(user -> users.add(user.asText("")));
    } else if (list != null) {
      users.add(list.asText(""));
    }
    return users;
  }
}
