package im.common.queue;

import java.util.List;

/// The effect that a subscription has. It gets everything that is waiting in one partition, in
/// order, on a virtual thread; batches grow under load by themselves.
@FunctionalInterface
public interface BatchHandler {
  /// Returning means that the effect of the whole batch is durable and its offset may be committed.
  /// Throwing keeps the partition where it is: the same batch comes again after a pause.
  ///
  /// @throws PoisonRecordException when one record can never succeed: it goes to the dead-letter
  ///   topic and the rest of the batch comes again
  void handle(int partition, List<QueueRecord> batch) throws Exception;
}
