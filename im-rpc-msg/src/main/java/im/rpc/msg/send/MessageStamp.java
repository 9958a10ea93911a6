package im.rpc.msg.send;

import static im.common.message.MessageOptions.CONVERSATION_UPDATE;
import static im.common.message.MessageOptions.HISTORY;
import static im.common.message.MessageOptions.OFFLINE_PUSH;
import static im.common.message.MessageOptions.PERSISTENT;
import static im.common.message.MessageOptions.SENDER_CONVERSATION_UPDATE;
import static im.common.message.MessageOptions.SENDER_SYNC;
import static im.common.message.MessageOptions.UNREAD_COUNT;

import im.common.message.ContentType;
import im.common.sequence.MessageKey;
import im.proto.sdkws.MsgData;
import java.time.Clock;
import java.util.List;
import java.util.UUID;

/// What the server sets in a message, whatever the client sent (`reference/pipeline-storage.md`
/// 1.2, 1.4).
final class MessageStamp {
  private static final List<String> REVOKE_OFF = List.of(UNREAD_COUNT, OFFLINE_PUSH);
  private static final List<String> RECEIPT_OFF =
      List.of(CONVERSATION_UPDATE, SENDER_CONVERSATION_UPDATE, UNREAD_COUNT, OFFLINE_PUSH);
  private static final List<String> TYPING_OFF =
      List.of(
          HISTORY,
          PERSISTENT,
          SENDER_SYNC,
          CONVERSATION_UPDATE,
          SENDER_CONVERSATION_UPDATE,
          UNREAD_COUNT,
          OFFLINE_PUSH);

  private final Clock clock;

  MessageStamp(Clock clock) {
    this.clock = clock;
  }

  /// `message` with its server id, its time if it has none, and the options its type forces.
  MsgData apply(MsgData message) {
    MsgData.Builder stamped = message.toBuilder().setServerMsgID(serverMsgID(message));
    if (message.getSendTime() == 0) {
      stamped.setSendTime(clock.millis());
    }
    for (String option : forcedOff(message.getContentType())) {
      stamped.putOptions(option, false);
    }
    return stamped.build();
  }

  private static String serverMsgID(MsgData message) {
    String id =
        message.getClientMsgID().isEmpty()
            ? UUID.randomUUID().toString()
            : message.getClientMsgID();
    return new MessageKey(message.getSendID(), id).serverMsgID();
  }

  private static List<String> forcedOff(int contentType) {
    return switch (contentType) {
      case ContentType.REVOKE -> REVOKE_OFF;
      case ContentType.HAS_READ_RECEIPT -> RECEIPT_OFF;
      case ContentType.TYPING -> TYPING_OFF;
      default -> List.of();
    };
  }
}
