package im.common.notification;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import im.common.config.NotificationConfig;
import im.common.json.GoJson;
import im.common.message.ContentType;
import im.common.message.MessageOptions;
import im.common.message.MessageSource;
import im.common.message.SessionType;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.NotificationElem;
import im.proto.sdkws.OfflinePushInfo;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/// Makes the message of a notification (`reference/business-rules.md` 2.1, 2.4). Which settings
/// count is decided here and nowhere else.
final class NotificationComposer {
  /// What `notification.yml` says about one type.
  ///
  /// @param chatCopy whether a copy appears in the chat (`isSendMsg`)
  /// @param offlinePush whether phones that are offline are woken
  /// @param title shown by offline push; sent along even when offline push is off, as are the
  ///   others
  /// @param desc body shown by offline push
  /// @param ext opaque to the server
  record Setting(boolean chatCopy, boolean offlinePush, String title, String desc, String ext) {
    static final Setting NONE = new Setting(false, false, "", "", "");

    /// What `config` says about `contentType`.
    static Setting of(NotificationConfig config, int contentType) {
      return config
          .forContentType(contentType)
          .map(entry ->
              new Setting(
                  entry.isSendMsg(),
                  entry.offlinePush().enable(),
                  entry.offlinePush().title(),
                  entry.offlinePush().desc(),
                  entry.offlinePush().ext()))
          .orElse(NONE);
    }
  }

  private final IntFunction<Setting> settings;
  private final Clock clock;
  private final RandomGenerator random = new SecureRandom();

  /// `settings` gives the setting of a content type, [Setting#NONE] for one that has none.
  NotificationComposer(IntFunction<Setting> settings, Clock clock) {
    this.settings = settings;
    this.clock = clock;
  }

  /// The message, without sendTime and serverMsgID: rpc-msg gives them. Every call makes a new
  /// clientMsgID, so compose once and resend the same message.
  MsgData compose(Notification notification) {
    return compose(notification, newClientMsgID());
  }

  /// The message under a clientMsgID that the caller gives.
  MsgData compose(Notification notification, String clientMsgID) {
    NotificationKind kind = NotificationKind.of(notification.contentType());
    Setting setting = settings.apply(notification.contentType());
    int sessionType = Objects.requireNonNullElse(notification.sessionType(), kind.sessionType());
    MsgData.Builder message =
        MsgData.newBuilder()
            .setSendID(notification.sendID())
            .setRecvID(notification.recvID())
            .setClientMsgID(clientMsgID)
            .setSessionType(sessionType)
            .setMsgFrom(MessageSource.SYSTEM)
            .setContentType(notification.contentType())
            .setContent(content(notification))
            .setCreateTime(clock.millis())
            .putAllOptions(options(notification, kind, setting))
            .setOfflinePushInfo(
                OfflinePushInfo.newBuilder()
                    .setTitle(setting.title())
                    .setDesc(setting.desc())
                    .setEx(setting.ext()));
    if (sessionType == SessionType.GROUP) {
      message.setGroupID(notification.recvID());
    }
    return message.build();
  }

  private static ByteString content(Notification notification) {
    ByteString whole = content(notification.tips());
    return whole.size() <= LightTips.MOST_BYTES
        ? whole
        : content(LightTips.of(notification.tips()));
  }

  private static ByteString content(Message tips) {
    NotificationElem element =
        NotificationElem.newBuilder().setDetail(GoJson.toString(tips)).build();
    return ByteString.copyFromUtf8(GoJson.toString(element));
  }

  /// Every key is named: a reader takes a missing one for true.
  private static Map<String, Boolean> options(
      Notification notification, NotificationKind kind, Setting setting) {
    boolean chatCopy = Objects.requireNonNullElse(notification.chatCopy(), setting.chatCopy());
    // Reading one's own messages is nobody else's news: such a receipt is not kept.
    boolean ownReceipt =
        notification.contentType() == ContentType.HAS_READ_RECEIPT
            && notification.sendID().equals(notification.recvID());
    boolean stored = kind.stored() && !ownReceipt;
    Map<String, Boolean> options = new LinkedHashMap<>();
    options.put(MessageOptions.IS_NOT_NOTIFICATION, false);
    options.put(MessageOptions.IS_SEND_MSG, chatCopy);
    options.put(MessageOptions.HISTORY, stored);
    options.put(MessageOptions.PERSISTENT, stored);
    options.put(MessageOptions.OFFLINE_PUSH, setting.offlinePush());
    options.put(MessageOptions.UNREAD_COUNT, chatCopy);
    options.put(MessageOptions.CONVERSATION_UPDATE, false);
    options.put(MessageOptions.SENDER_SYNC, kind.senderSync());
    options.put(MessageOptions.NOT_PRIVATE, false);
    options.put(MessageOptions.SENDER_CONVERSATION_UPDATE, false);
    options.put(MessageOptions.REACTION_FROM_CACHE, false);
    return options;
  }

  private String newClientMsgID() {
    byte[] bytes = new byte[16];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
