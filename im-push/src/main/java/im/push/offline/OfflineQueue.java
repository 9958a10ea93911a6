package im.push.offline;

import im.push.metrics.PushMetrics;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Bounded room for offline work of the online way: when it is full, work is dropped and counted,
/// never waited for. Order does not matter here.
public final class OfflineQueue implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OfflineQueue.class);

  private final int capacity;
  private final Semaphore room;
  private final Semaphore workers;
  private final Duration drain;
  private final PushMetrics metrics;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// At most `capacity` tasks wait or run, `concurrent` of them at a time; [#close()] waits
  /// `drain`.
  public OfflineQueue(int capacity, int concurrent, Duration drain, PushMetrics metrics) {
    this.capacity = capacity;
    this.room = new Semaphore(capacity);
    this.workers = new Semaphore(concurrent);
    this.drain = drain;
    this.metrics = metrics;
    metrics.offlineQueue(() -> this.capacity - room.availablePermits());
  }

  /// Runs `task` soon on a thread of its own, or drops it when there is no room.
  void offer(Runnable task) {
    if (!room.tryAcquire()) {
      metrics.offlineDropped();
      log.warn("offline push dropped: {} tasks waiting already", capacity);
      return;
    }
    threads.execute(() -> {
      try {
        run(task);
      } finally {
        room.release();
      }
    });
  }

  private void run(Runnable task) {
    workers.acquireUninterruptibly();
    try {
      task.run();
    } finally {
      workers.release();
    }
  }

  /// Finishes what is waiting, as far as the drain time allows.
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(drain.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} offline pushes given up", capacity - room.availablePermits());
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      threads.shutdownNow();
    }
  }
}
