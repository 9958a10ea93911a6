package im.common.testing;

import im.common.queue.BatchHandler;
import im.common.queue.MessageQueue;
import im.common.queue.QueueRecord;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/// Streams that a test looks into: what is published stays, in its order, and is delivered to
/// nobody.
public final class MemoryQueue implements MessageQueue {
  /// A published record and its topic.
  public record Published(String topic, QueueRecord record) {}

  private final BlockingQueue<Published> published = new LinkedBlockingQueue<>();

  /// What was published and not taken out of here yet, oldest first.
  public BlockingQueue<Published> published() {
    return published;
  }

  /// What was published to `topic`, oldest first.
  public List<QueueRecord> published(String topic) {
    return published.stream()
        .filter(each -> each.topic().equals(topic))
        .map(Published::record)
        .toList();
  }

  @Override
  public CompletionStage<Void> publish(String topic, QueueRecord record) {
    published.add(new Published(topic, record));
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Subscription subscribe(String topic, String group, BatchHandler handler) {
    throw new UnsupportedOperationException("handlers are called directly");
  }

  @Override
  public void awaitConsumed(String topic, String group, Duration limit) {
    throw new UnsupportedOperationException("handlers are called directly");
  }

  @Override
  public void close() {}
}
