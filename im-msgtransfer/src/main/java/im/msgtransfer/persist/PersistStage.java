package im.msgtransfer.persist;

import com.google.protobuf.InvalidProtocolBufferException;
import im.common.history.MessageHistory;
import im.common.message.ConversationIDs;
import im.common.queue.BatchHandler;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.common.sequence.UserSequences;
import im.common.sequence.UserSequences.Position;
import im.proto.msg.MsgDataToMongoByMQ;
import im.proto.sdkws.MsgData;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Handles everything that is waiting in a partition of `toMongo`: one bulk write for the messages,
/// one for what their senders have thereby read. Writing again what is written changes nothing.
public final class PersistStage implements BatchHandler {
  private final MessageHistory history;
  private final UserSequences users;
  private final Counter stored;
  private final Counter failed;

  /// Writes to `history` and `users`.
  public PersistStage(MessageHistory history, UserSequences users, MeterRegistry meters) {
    this.history = history;
    this.users = users;
    stored = meters.counter("msg_insert_mongo_success_total");
    failed = meters.counter("msg_insert_mongo_failed_total");
  }

  @Override
  public void handle(int partition, List<QueueRecord> batch) throws PoisonRecordException {
    Map<String, List<MsgData>> messages = new LinkedHashMap<>();
    Map<Position, Long> read = new HashMap<>();
    for (QueueRecord record : batch) {
      MsgDataToMongoByMQ run = run(record);
      String conversationID = run.getConversationID();
      messages.computeIfAbsent(conversationID, _ -> new ArrayList<>()).addAll(run.getMsgDataList());
      if (!ConversationIDs.isNotification(conversationID)) {
        for (MsgData message : run.getMsgDataList()) {
          read.merge(
              new Position(message.getSendID(), conversationID), message.getSeq(), Math::max);
        }
      }
    }
    try {
      history.insert(messages);
      users.persistRead(read);
      stored.increment(batch.size());
    } catch (RuntimeException e) {
      failed.increment(batch.size());
      throw e;
    }
  }

  private static MsgDataToMongoByMQ run(QueueRecord record) throws PoisonRecordException {
    MsgDataToMongoByMQ run;
    try {
      run = MsgDataToMongoByMQ.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new PoisonRecordException(record, "value: no MsgDataToMongoByMQ: " + e.getMessage());
    }
    if (run.getConversationID().isEmpty()
        || run.getMsgDataList().stream().anyMatch(message -> message.getSeq() <= 0)) {
      throw new PoisonRecordException(
          record, "value: conversation or seq missing (expected: numbered messages)");
    }
    return run;
  }
}
