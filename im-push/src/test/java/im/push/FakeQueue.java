package im.push;

import im.common.queue.BatchHandler;
import im.common.queue.MessageQueue;
import im.common.queue.QueueRecord;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;

/// Notes what is published.
final class FakeQueue implements MessageQueue {
  /// A published record and its topic.
  record Published(String topic, QueueRecord record) {}

  private final BlockingQueue<Published> published = new LinkedBlockingQueue<>();

  BlockingQueue<Published> published() {
    return published;
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
  public void close() {}
}
