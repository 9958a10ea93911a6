package im.push.consume;

import com.google.protobuf.InvalidProtocolBufferException;
import im.common.context.RequestContext;
import im.common.error.ImException;
import im.common.queue.BatchHandler;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.common.queue.RepeatedBatches;
import im.proto.msg.PushMsgDataToMQ;
import im.proto.sdkws.MsgData;
import im.push.metrics.PushMetrics;
import im.push.online.RoutePlan;
import im.push.online.Router;
import im.push.receivers.Receivers;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/// Consumes the push topic (`reference/kafka-topics.tsv` toPush). Records with one key (one pair,
/// one group) are pushed in their order, different keys side by side; it returns when every message
/// has been offered, so a commit never runs ahead of a push.
///
/// A record that can never be pushed is poison; when the services it needs are away it throws
/// before anything was pushed, and the whole batch comes again.
public final class PushBatchHandler implements BatchHandler {
  private static final long LONG_MS = 10_000;

  private final Receivers receivers;
  private final Router router;
  private final Pusher pusher;
  private final Lanes lanes;
  private final Clock clock;
  private final PushMetrics metrics;

  /// Who is to get the messages: the same when they come again, for whom a first try of a dismissal
  /// removed is no member any more.
  private final RepeatedBatches<List<List<PushTask>>> tasks = new RepeatedBatches<>();

  /// Messages run on `lanes`.
  public PushBatchHandler(
      Receivers receivers,
      Router router,
      Pusher pusher,
      Lanes lanes,
      Clock clock,
      PushMetrics metrics) {
    this.receivers = receivers;
    this.router = router;
    this.pusher = pusher;
    this.lanes = lanes;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public void handle(int partition, List<QueueRecord> batch) throws PoisonRecordException {
    List<List<PushTask>> chats = tasks.of(partition, batch, () -> address(batch));
    lanes.forEach(chats, chat -> chat.forEach(pusher::prepare));
    RoutePlan plan =
        router.plan(chats.stream().flatMap(List::stream).map(PushTask::receivers).toList());
    tasks.forget(partition);
    lanes.forEach(chats, chat -> chat.forEach(task -> pusher.push(task, plan)));
  }

  private List<List<PushTask>> address(List<QueueRecord> batch) throws PoisonRecordException {
    Map<String, List<Decoded>> byKey = new LinkedHashMap<>();
    for (QueueRecord record : batch) {
      byKey.computeIfAbsent(record.key(), _ -> new ArrayList<>()).add(decode(record));
    }
    Queue<List<PushTask>> chats = new ConcurrentLinkedQueue<>();
    try {
      lanes.forEach(byKey.values(), chat -> chats.add(chat.stream().map(this::addressed).toList()));
    } catch (Unpushable e) {
      throw new PoisonRecordException(e.record, e.reason);
    }
    return List.copyOf(chats);
  }

  private Decoded decode(QueueRecord record) throws PoisonRecordException {
    PushMsgDataToMQ value;
    try {
      value = PushMsgDataToMQ.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new PoisonRecordException(
          record, "value: no openim.msg.PushMsgDataToMQ: " + e.getMessage());
    }
    if (!value.hasMsgData()) {
      throw new PoisonRecordException(record, "msgData: missing (expected: the message)");
    }
    MsgData message = value.getMsgData();
    if (clock.millis() - message.getSendTime() > LONG_MS) {
      metrics.longTimePush();
    }
    return new Decoded(record, context(record), PushTask.sent(message), value.getConversationID());
  }

  /// Clients refuse a push without operation id (`reference/ws-protocol.md` 9.6).
  private static RequestContext context(QueueRecord record) {
    RequestContext context = record.context();
    return context.operationID().isEmpty()
        ? context.withOperationID(UUID.randomUUID().toString())
        : context;
  }

  private PushTask addressed(Decoded each) {
    try {
      List<String> to = each.context().call(() -> receivers.of(each.message()));
      return new PushTask(each.context(), each.message(), each.conversationID(), to);
    } catch (ImException e) {
      if (e.mayPass()) {
        throw e;
      }
      throw new Unpushable(each.record(), "receivers: " + e.getMessage());
    }
  }

  private record Decoded(
      QueueRecord record, RequestContext context, MsgData message, String conversationID) {}

  /// No repetition can give this record receivers.
  private static final class Unpushable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient QueueRecord record;
    private final String reason;

    private Unpushable(QueueRecord record, String reason) {
      super(reason, null, false, false);
      this.record = record;
      this.reason = reason;
    }
  }
}
