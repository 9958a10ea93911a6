package im.push.offline;

import com.google.protobuf.InvalidProtocolBufferException;
import im.common.error.ErrorTable;
import im.common.queue.BatchHandler;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.proto.push.PushMsgReq;
import im.push.metrics.PushMetrics;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Consumes the offline topic: one provider call per record (`reference/pipeline-storage.md` 7.4).
/// A provider that refuses is counted and not asked again, as a late notification is worth nothing.
public final class OfflineHandler implements BatchHandler {
  private static final Logger log = LoggerFactory.getLogger(OfflineHandler.class);

  private final OfflinePush provider;
  private final PushMetrics metrics;

  /// Hands every record to `provider`.
  public OfflineHandler(OfflinePush provider, PushMetrics metrics) {
    this.provider = provider;
    this.metrics = metrics;
  }

  @Override
  public void handle(int partition, List<QueueRecord> batch) throws PoisonRecordException {
    for (QueueRecord record : batch) {
      PushMsgReq request = decode(record);
      record.context().run(() -> push(request));
    }
  }

  private static PushMsgReq decode(QueueRecord record) throws PoisonRecordException {
    try {
      PushMsgReq request = PushMsgReq.parseFrom(record.value());
      if (!request.hasMsgData()) {
        throw new PoisonRecordException(record, "msgData: missing (expected: the message)");
      }
      return request;
    } catch (InvalidProtocolBufferException e) {
      throw new PoisonRecordException(
          record, "value: no openim.push.PushMsgReq: " + e.getMessage());
    }
  }

  private void push(PushMsgReq request) {
    if (request.getUserIDsCount() == 0) {
      return;
    }
    try {
      provider.push(Payloads.of(request.getMsgData(), request.getUserIDsList()));
    } catch (RuntimeException e) {
      metrics.offlinePushFailed();
      log.warn(
          "offline push of {} failed: {}",
          request.getMsgData().getServerMsgID(),
          ErrorTable.of(e).getMessage());
    }
  }
}
