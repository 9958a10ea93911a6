package im.common.queue;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// Durable streams of keyed records. Records of one key are delivered in the order they were
/// published; delivery is at least once, so effects must be repeatable.
public interface MessageQueue extends AutoCloseable {
  /// Publishes a record; the result completes once the stream will not lose it any more, or fails.
  CompletionStage<Void> publish(String topic, QueueRecord record);

  /// Delivers the records of `topic` to this member of `group`, from the first one that the group
  /// has not finished. Closing the subscription lets the running batches finish and commits them.
  Subscription subscribe(String topic, String group, BatchHandler handler);

  /// Returns when `group` has finished every record that `topic` had at the time of the call.
  ///
  /// @throws IllegalStateException when that takes longer than `limit`
  void awaitConsumed(String topic, String group, Duration limit);

  /// A running subscription.
  interface Subscription extends AutoCloseable {
    @Override
    void close();
  }

  @Override
  void close();
}
