package im.common.queue;

/// A record that can never be handled, such as one that is no protobuf message.
public final class PoisonRecordException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient QueueRecord record;

  /// `record` is an element of the batch that was given; `reason` is stored beside it.
  public PoisonRecordException(QueueRecord record, String reason) {
    super(reason);
    this.record = record;
  }

  /// The record to be put aside.
  public QueueRecord record() {
    return record;
  }
}
