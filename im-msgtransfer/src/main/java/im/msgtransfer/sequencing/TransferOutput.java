package im.msgtransfer.sequencing;

import im.common.config.KafkaConfig;
import im.common.queue.MessageQueue;
import im.common.queue.QueueRecord;
import im.proto.msg.MsgDataToMongoByMQ;
import im.proto.msg.PushMsgDataToMQ;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// The records that follow from numbered messages: for Mongo, runs of consecutive numbers; for
/// push, one record a message (`reference/kafka-topics.tsv`).
public final class TransferOutput {
  private final MessageQueue queue;
  private final String toMongo;
  private final String toPush;

  /// Publishes to the topics named in `config`.
  public TransferOutput(MessageQueue queue, KafkaConfig config) {
    this.queue = queue;
    toMongo = config.toMongoTopic();
    toPush = config.toPushTopic();
  }

  /// Publishes everything that follows from `messages`; returns once all of it is durable.
  void publish(String conversationID, List<Numbered> messages) {
    List<CompletableFuture<?>> published = new ArrayList<>(messages.size() + 1);
    for (List<Numbered> run : runs(messages)) {
      published.add(publishRun(conversationID, run));
    }
    for (Numbered each : messages) {
      byte[] value =
          PushMsgDataToMQ.newBuilder()
              .setMsgData(each.message())
              .setConversationID(conversationID)
              .build()
              .toByteArray();
      published.add(
          queue
              .publish(toPush, new QueueRecord(each.queueKey(), value, each.context()))
              .toCompletableFuture());
    }
    CompletableFuture.allOf(published.toArray(CompletableFuture[]::new)).join();
  }

  private CompletableFuture<Void> publishRun(String conversationID, List<Numbered> run) {
    Numbered first = run.getFirst();
    MsgDataToMongoByMQ.Builder value =
        MsgDataToMongoByMQ.newBuilder()
            .setLastSeq(first.message().getSeq() - 1)
            .setConversationID(conversationID);
    for (Numbered each : run) {
      value.addMsgData(each.message());
    }
    return queue
        .publish(
            toMongo,
            new QueueRecord(first.queueKey(), value.build().toByteArray(), first.context()))
        .toCompletableFuture();
  }

  /// Stored messages in runs of consecutive numbers, none larger than a record may be.
  static List<List<Numbered>> runs(List<Numbered> messages) {
    List<List<Numbered>> runs = new ArrayList<>();
    List<Numbered> run = new ArrayList<>();
    long expected = -1;
    int bytes = 0;
    for (Numbered each : messages) {
      if (!each.stored()) {
        continue;
      }
      MsgData message = each.message();
      int size = message.getSerializedSize();
      boolean breaks = message.getSeq() != expected || bytes + size > QueueRecord.MAX_BYTES;
      if (breaks && !run.isEmpty()) {
        runs.add(run);
        run = new ArrayList<>();
        bytes = 0;
      }
      run.add(each);
      bytes += size;
      expected = message.getSeq() + 1;
    }
    if (!run.isEmpty()) {
      runs.add(run);
    }
    return runs;
  }
}
