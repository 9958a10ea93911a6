package im.common.queue;

import im.common.context.RequestContext;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of one partition on their way through the handler: a bounded backlog and one worker
/// that takes all of it at once, both bounded in records and in bytes. A batch that fails, in
/// whatever way, is tried again with growing pauses, for ever: the backlog fills, the partition
/// pauses, nothing is skipped.
final class PartitionLane {
  private static final Logger log = LoggerFactory.getLogger(PartitionLane.class);
  private static final int MAX_BATCH = 500;
  private static final int FULL = 1_000;
  private static final long FULL_BYTES = 16 << 20;
  private static final long MAX_BATCH_BYTES = FULL_BYTES / 2;
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 5_000;

  private final TopicPartition partition;
  private final BatchHandler handler;
  private final KafkaSubscription.DeadLetters deadLetters;
  private final Consumer<PartitionLane> onProgress;
  private final Counter retries;
  private final Counter poisoned;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<ConsumerRecord<String, byte[]>> backlog = new ArrayDeque<>();
  private long backlogBytes;
  private boolean working;
  private boolean stopped;
  private volatile long taken;
  private volatile long finished = -1;
  private volatile long committed = -1;
  private volatile boolean paused;

  PartitionLane(
      TopicPartition partition,
      BatchHandler handler,
      KafkaSubscription.DeadLetters deadLetters,
      Consumer<PartitionLane> onProgress,
      MeterRegistry meters) {
    this.partition = partition;
    this.handler = handler;
    this.deadLetters = deadLetters;
    this.onProgress = onProgress;
    retries = meters.counter("queue.batch.retries", "topic", partition.topic());
    poisoned = meters.counter("queue.dead.letters", "topic", partition.topic());
  }

  void add(List<ConsumerRecord<String, byte[]>> records) {
    lock.lock();
    try {
      if (stopped) {
        return;
      }
      if (committed < 0) {
        committed = records.getFirst().offset();
      }
      for (ConsumerRecord<String, byte[]> record : records) {
        backlog.add(record);
        backlogBytes += size(record);
      }
      taken = records.getLast().offset() + 1;
      if (!working) {
        working = true;
        Thread.ofVirtual().name("lane-" + partition).start(this::work);
      }
    } finally {
      lock.unlock();
    }
  }

  boolean isFull() {
    return holds(FULL, FULL_BYTES);
  }

  boolean hasRoom() {
    return !holds(FULL / 2, FULL_BYTES / 2);
  }

  /// True while nothing is taken that has not had its effect.
  boolean isIdle() {
    lock.lock();
    try {
      return !working;
    } finally {
      lock.unlock();
    }
  }

  /// Takes down whether the partition brings records at present.
  void paused(boolean newPaused) {
    paused = newPaused;
  }

  boolean isPaused() {
    return paused;
  }

  /// The offset up to which everything has had its effect, -1 when nothing has.
  long finished() {
    return finished;
  }

  /// Takes down up to where the group has committed.
  void committed(long offset) {
    committed = offset;
  }

  /// So many records have had their effect and are not committed.
  long uncommitted() {
    return Math.max(0, finished - committed);
  }

  /// So many records are here and have not had their effect.
  long waiting() {
    return Math.max(0, taken - Math.max(finished, committed));
  }

  /// Takes no further batch and waits for the running one; false when it did not end in time.
  boolean stop(long deadlineNanos) {
    lock.lock();
    try {
      end();
      while (working) {
        long left = deadlineNanos - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        changed.awaitNanos(left);
      }
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /// Takes no further batch; the partition belongs to somebody else now.
  void abandon() {
    lock.lock();
    try {
      end();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    stopped = true;
    backlog.clear();
    backlogBytes = 0;
    changed.signalAll();
  }

  private void work() {
    List<ConsumerRecord<String, byte[]>> batch = take();
    while (!batch.isEmpty()) {
      if (!handleUntilDone(records(batch))) {
        leave();
        return;
      }
      finished = batch.getLast().offset() + 1;
      batch = take();
      onProgress.accept(this);
    }
  }

  /// Ends with a batch that had no effect: what is behind it must not be taken for done either.
  private void leave() {
    lock.lock();
    try {
      working = false;
      end();
    } finally {
      lock.unlock();
    }
  }

  private List<ConsumerRecord<String, byte[]>> take() {
    lock.lock();
    try {
      List<ConsumerRecord<String, byte[]>> batch =
          new ArrayList<>(Math.min(MAX_BATCH, backlog.size()));
      long bytes = 0;
      while (!stopped && batch.size() < MAX_BATCH && bytes < MAX_BATCH_BYTES) {
        ConsumerRecord<String, byte[]> record = backlog.poll();
        if (record == null) {
          break;
        }
        batch.add(record);
        bytes += size(record);
      }
      backlogBytes -= bytes;
      if (batch.isEmpty()) {
        working = false;
        changed.signalAll();
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// False when the lane was stopped before the batch had its effect.
  private boolean handleUntilDone(List<QueueRecord> batch) {
    List<QueueRecord> rest = new ArrayList<>(batch);
    long pause = FIRST_PAUSE_MS;
    while (!rest.isEmpty()) {
      RequestContext context = rest.getFirst().context();
      try {
        context.call(() -> {
          handler.handle(partition.partition(), List.copyOf(rest));
          return true;
        });
        return true;
      } catch (PoisonRecordException e) {
        if (putAside(e)) {
          rest.remove(e.record());
          continue;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      } catch (Exception | Error e) {
        retries.increment();
        log.warn(
            "batch of {} on {} failed, tried again in {} ms", rest.size(), partition, pause, e);
      }
      if (!waitForRetry(pause)) {
        return false;
      }
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS);
    }
    return true;
  }

  private boolean putAside(PoisonRecordException poison) {
    try {
      deadLetters
          .putAside(partition.topic(), poison.record(), String.valueOf(poison.getMessage()))
          .toCompletableFuture()
          .join();
      poisoned.increment();
      log.error("record on {} put aside: {}", partition, poison.getMessage());
      return true;
    } catch (RuntimeException e) {
      log.warn("record on {} cannot be put aside yet", partition, e);
      return false;
    }
  }

  /// Waits before the next try; false when the lane was stopped meanwhile.
  private boolean waitForRetry(long pauseMs) {
    lock.lock();
    try {
      long left = TimeUnit.MILLISECONDS.toNanos(pauseMs);
      while (!stopped && left > 0) {
        left = changed.awaitNanos(left);
      }
      return !stopped;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  private boolean holds(int records, long bytes) {
    lock.lock();
    try {
      return backlog.size() >= records || backlogBytes >= bytes;
    } finally {
      lock.unlock();
    }
  }

  private static int size(ConsumerRecord<String, byte[]> record) {
    return record.value() == null ? 0 : record.value().length;
  }

  private static List<QueueRecord> records(List<ConsumerRecord<String, byte[]>> batch) {
    List<QueueRecord> records = new ArrayList<>(batch.size());
    for (ConsumerRecord<String, byte[]> record : batch) {
      records.add(
          new QueueRecord(
              record.key() == null ? "" : record.key(),
              record.value() == null ? new byte[0] : record.value(),
              RecordHeaders.context(record.headers())));
    }
    return records;
  }
}
