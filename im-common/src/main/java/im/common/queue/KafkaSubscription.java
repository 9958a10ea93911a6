package im.common.queue;

import im.common.queue.MessageQueue.Subscription;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One member of a consumer group. A single thread owns the consumer: it hands records to the lane
/// of their partition and commits what lanes have finished. It never waits for a handler, so a slow
/// partition holds up nothing else. A broker that refuses it is asked again until it is closed.
final class KafkaSubscription implements Subscription {
  private static final Logger log = LoggerFactory.getLogger(KafkaSubscription.class);
  private static final Duration POLL = Duration.ofSeconds(1);
  private static final Duration FINISH = Duration.ofSeconds(8);
  private static final long COMMIT_AT = 500;
  private static final long RETRY_PAUSE_MS = 1_000;

  /// Where records go that can never be handled.
  @FunctionalInterface
  interface DeadLetters {
    CompletionStage<Void> putAside(String topic, QueueRecord record, String reason);
  }

  private final String topic;
  private final BatchHandler handler;
  private final KafkaConsumer<String, byte[]> consumer;
  private final DeadLetters deadLetters;
  private final MeterRegistry meters;
  private final Counter failures;
  private final Map<TopicPartition, PartitionLane> lanes = new ConcurrentHashMap<>();
  private final Thread owner;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile long unread;
  private boolean committing;

  KafkaSubscription(
      String topic,
      String group,
      BatchHandler handler,
      KafkaConsumer<String, byte[]> consumer,
      DeadLetters deadLetters,
      MeterRegistry meters) {
    this.topic = topic;
    this.handler = handler;
    this.consumer = consumer;
    this.deadLetters = deadLetters;
    this.meters = meters;
    failures = meters.counter("queue.subscription.failures", "topic", topic);
    Gauge.builder("queue.waiting", this, KafkaSubscription::waiting)
        .description("records that wait for their effect in the partitions read here")
        .tag("topic", topic)
        .register(meters);
    owner = Thread.ofPlatform().name("queue-" + topic + "-" + group).unstarted(this::run);
  }

  void start() {
    owner.start();
  }

  @Override
  public void close() {
    closing.countDown();
    consumer.wakeup();
    try {
      owner.join(FINISH.multipliedBy(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    consumer.subscribe(List.of(topic), new Rebalance());
    try {
      while (closing.getCount() > 0) {
        stepOrPause();
      }
      finish(Set.copyOf(lanes.keySet()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lanes.values().forEach(PartitionLane::abandon);
      consumer.close();
    }
  }

  private void stepOrPause() throws InterruptedException {
    try {
      step();
    } catch (RuntimeException e) {
      failures.increment();
      log.error("subscription to {} failed, tried again in {} ms", topic, RETRY_PAUSE_MS, e);
      var _ = closing.await(RETRY_PAUSE_MS, TimeUnit.MILLISECONDS);
    }
  }

  private void step() {
    try {
      ConsumerRecords<String, byte[]> records = consumer.poll(POLL);
      for (TopicPartition partition : records.partitions()) {
        lane(partition).add(records.records(partition));
      }
    } catch (WakeupException e) {
      // A lane has finished something, or the subscription is closing.
    }
    unread =
        consumer.assignment().stream()
            .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
            .sum();
    balanceFlow();
    commitFinished();
  }

  /// As of the last answer of the broker.
  private long waiting() {
    return unread + lanes.values().stream().mapToLong(PartitionLane::waiting).sum();
  }

  private PartitionLane lane(TopicPartition partition) {
    return lanes.computeIfAbsent(
        partition,
        _ -> new PartitionLane(partition, handler, deadLetters, this::progressed, meters));
  }

  /// A lane has finished a batch: wakes the owner when that gives it something to do.
  private void progressed(PartitionLane lane) {
    if (isCommitDue() || lane.isPaused() && lane.hasRoom()) {
      consumer.wakeup();
    }
  }

  /// True when all that was taken is done, or much is: a commit for each batch would cost more than
  /// the batches do.
  private boolean isCommitDue() {
    long uncommitted = lanes.values().stream().mapToLong(PartitionLane::uncommitted).sum();
    return uncommitted >= COMMIT_AT
        || uncommitted > 0 && lanes.values().stream().allMatch(PartitionLane::isIdle);
  }

  private void balanceFlow() {
    Set<TopicPartition> paused = consumer.paused();
    Set<TopicPartition> pause = new HashSet<>();
    Set<TopicPartition> resume = new HashSet<>();
    lanes.forEach((partition, lane) -> {
      if (lane.isFull() && !paused.contains(partition)) {
        lane.paused(true);
        pause.add(partition);
      } else if (lane.hasRoom() && paused.contains(partition)) {
        lane.paused(false);
        resume.add(partition);
      }
    });
    consumer.pause(pause);
    consumer.resume(resume);
  }

  private void commitFinished() {
    if (committing || !isCommitDue()) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = finishedOffsets(lanes.keySet());
    committing = true;
    consumer.commitAsync(
        offsets,
        (done, failure) -> {
          committing = false;
          if (failure == null) {
            done.forEach((partition, offset) -> {
              PartitionLane lane = lanes.get(partition);
              if (lane != null) {
                lane.committed(offset.offset());
              }
            });
            if (isCommitDue()) {
              consumer.wakeup();
            }
          } else {
            log.warn("commit on {} failed, it is tried again", topic, failure);
          }
        });
  }

  private Map<TopicPartition, OffsetAndMetadata> finishedOffsets(
      Collection<TopicPartition> partitions) {
    Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
    for (TopicPartition partition : partitions) {
      PartitionLane lane = lanes.get(partition);
      if (lane != null && lane.uncommitted() > 0) {
        offsets.put(partition, new OffsetAndMetadata(lane.finished()));
      }
    }
    return offsets;
  }

  /// Lets the running batches of `partitions` end and commits them.
  private void finish(Collection<TopicPartition> partitions) {
    long deadline = System.nanoTime() + FINISH.toNanos();
    for (TopicPartition partition : partitions) {
      PartitionLane lane = lanes.get(partition);
      if (lane != null && !lane.stop(deadline)) {
        log.warn("partition {} is given up with a batch under way", partition);
      }
    }
    Map<TopicPartition, OffsetAndMetadata> offsets = finishedOffsets(partitions);
    if (!offsets.isEmpty()) {
      commitBlocking(offsets);
    }
    partitions.forEach(lanes::remove);
  }

  private void commitBlocking(Map<TopicPartition, OffsetAndMetadata> offsets) {
    for (int attempt = 0; attempt < 3; attempt++) {
      try {
        consumer.commitSync(offsets, Duration.ofSeconds(3));
        return;
      } catch (WakeupException e) {
        // Woken by a lane that has just ended; the commit itself was not made.
      } catch (RuntimeException e) {
        log.warn("last commit on {} failed: its records come again elsewhere", topic, e);
        return;
      }
    }
  }

  private final class Rebalance implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      finish(partitions);
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      log.info("{}: assigned {}", topic, partitions);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
      for (TopicPartition partition : partitions) {
        PartitionLane lane = lanes.remove(partition);
        if (lane != null) {
          lane.abandon();
        }
      }
    }
  }
}
