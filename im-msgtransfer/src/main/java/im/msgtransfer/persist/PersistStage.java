package im.msgtransfer.persist;

import com.google.protobuf.InvalidProtocolBufferException;
import im.common.context.RequestContext;
import im.common.context.Together;
import im.common.history.MessageHistory;
import im.common.message.ConversationIDs;
import im.common.metrics.MetricName;
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
/// one for what their senders have thereby read; then who is mentioned in them is noted. Doing
/// again what is done changes nothing.
public final class PersistStage implements BatchHandler {
  private static final int AT_ONCE = 16;

  private final MessageHistory history;
  private final UserSequences users;
  private final Mentions mentions;
  private final Counter stored;
  private final Counter failed;
  private final Counter unread;

  /// Writes to `history` and `users`.
  public PersistStage(
      MessageHistory history, UserSequences users, Mentions mentions, MeterRegistry meters) {
    this.history = history;
    this.users = users;
    this.mentions = mentions;
    stored = meters.counter(MetricName.MONGO_INSERT_SUCCESS);
    failed = meters.counter(MetricName.MONGO_INSERT_FAILED);
    unread = meters.counter(MetricName.SEQ_SET_FAILED);
  }

  @Override
  public void handle(int partition, List<QueueRecord> batch) throws PoisonRecordException {
    try {
      store(batch);
    } catch (RuntimeException e) {
      if (!StoreRefusal.isAbout(e)) {
        throw e;
      }
      storeOneByOne(batch);
    }
  }

  /// Finds the record that the store can never take; it must not hold up the others.
  private void storeOneByOne(List<QueueRecord> batch) throws PoisonRecordException {
    for (QueueRecord record : batch) {
      try {
        store(List.of(record));
      } catch (RuntimeException e) {
        if (StoreRefusal.isAbout(e)) {
          throw new PoisonRecordException(record, "messages: " + e.getMessage());
        }
        throw e;
      }
    }
  }

  private void store(List<QueueRecord> batch) throws PoisonRecordException {
    Map<String, List<MsgData>> messages = new LinkedHashMap<>();
    Map<String, RequestContext> contexts = new HashMap<>();
    Map<Position, Long> read = new HashMap<>();
    for (QueueRecord record : batch) {
      MsgDataToMongoByMQ run = run(record);
      String conversationID = run.getConversationID();
      messages.computeIfAbsent(conversationID, _ -> new ArrayList<>()).addAll(run.getMsgDataList());
      contexts.putIfAbsent(conversationID, record.context());
      if (!ConversationIDs.isNotification(conversationID)) {
        for (MsgData message : run.getMsgDataList()) {
          read.merge(
              new Position(message.getSendID(), conversationID), message.getSeq(), Math::max);
        }
      }
    }
    counted(failed, batch.size(), () -> history.insert(messages));
    counted(unread, 1, () -> users.persistRead(read));
    counted(failed, batch.size(), () -> promiseMarks(messages, contexts));
    stored.increment(batch.size());
  }

  private static void counted(Counter failures, int count, Runnable step) {
    try {
      step.run();
    } catch (RuntimeException e) {
      failures.increment(count);
      throw e;
    }
  }

  /// Side by side: each may wait some seconds for a service that is away.
  private void promiseMarks(
      Map<String, List<MsgData>> messages, Map<String, RequestContext> contexts) {
    List<Runnable> promises = new ArrayList<>();
    messages.forEach((conversationID, stored) -> {
      List<Long> mentioning = Mentions.in(conversationID, stored);
      if (!mentioning.isEmpty()) {
        RequestContext context = contexts.getOrDefault(conversationID, RequestContext.current());
        promises.add(() -> context.run(() -> mentions.promise(conversationID, mentioning)));
      }
    });
    Together.run(AT_ONCE, promises);
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
