package im.msgtransfer.sequencing;

import static im.common.message.MessageOptions.HISTORY;
import static im.common.message.MessageOptions.IS_SEND_MSG;
import static im.common.message.MessageOptions.OFFLINE_PUSH;
import static im.common.message.MessageOptions.UNREAD_COUNT;

import com.google.protobuf.InvalidProtocolBufferException;
import im.common.message.ConversationIDs;
import im.common.message.MessageOptions;
import im.common.message.MessageStatus;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Sorts accepted messages into their conversations (`reference/pipeline-storage.md` 3.4). A
/// notification that also shows in the chat becomes two: a copy in the chat and the notification
/// itself.
final class Sorter {
  private Sorter() {}

  /// The messages of `records` by conversation, each list in the order of the records.
  ///
  /// @throws PoisonRecordException for a record that is no message of any conversation
  static Map<String, List<Accepted>> sort(List<QueueRecord> records) throws PoisonRecordException {
    Map<String, List<Accepted>> conversations = new LinkedHashMap<>();
    for (QueueRecord record : records) {
      MsgData message = message(record);
      if (!MessageOptions.isNotification(message)) {
        boolean stored = MessageOptions.isOn(message, HISTORY);
        add(conversations, ConversationIDs.chat(message), record, message, stored);
        continue;
      }
      MsgData notification = message;
      if (MessageOptions.isOn(message, IS_SEND_MSG)) {
        add(conversations, ConversationIDs.chat(message), record, chatCopy(message), true);
        notification =
            message.toBuilder()
                .putOptions(OFFLINE_PUSH, false)
                .putOptions(UNREAD_COUNT, false)
                .build();
      }
      boolean stored = MessageOptions.isOn(message, HISTORY);
      add(conversations, ConversationIDs.of(notification), record, notification, stored);
    }
    return conversations;
  }

  private static MsgData message(QueueRecord record) throws PoisonRecordException {
    MsgData message;
    try {
      message = MsgData.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new PoisonRecordException(record, "value: no MsgData: " + e.getMessage());
    }
    if (message.getSessionType() < 1 || message.getSessionType() > 4) {
      throw new PoisonRecordException(
          record, "sessionType: " + message.getSessionType() + " (expected: 1 to 4)");
    }
    return message.getStatus() == MessageStatus.SENDING
        ? message.toBuilder().setStatus(MessageStatus.SENT).build()
        : message;
  }

  private static MsgData chatCopy(MsgData message) {
    return message.toBuilder()
        .clearOptions()
        .putOptions(OFFLINE_PUSH, MessageOptions.isOn(message, OFFLINE_PUSH))
        .putOptions(UNREAD_COUNT, MessageOptions.isOn(message, UNREAD_COUNT))
        .build();
  }

  private static void add(
      Map<String, List<Accepted>> conversations,
      String conversationID,
      QueueRecord record,
      MsgData message,
      boolean stored) {
    conversations
        .computeIfAbsent(conversationID, _ -> new ArrayList<>())
        .add(new Accepted(record.key(), message, stored, record.context()));
  }
}
