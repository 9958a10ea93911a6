package im.common.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/// What a partition does with a handler that fails, and how much it takes.
class PartitionLaneTest {
  private static final TopicPartition PARTITION = new TopicPartition("t", 0);
  private final BlockingQueue<Long> progress = new LinkedBlockingQueue<>();

  @Test
  void aBatchThatBreaksDownComesAgain() throws Exception {
    AtomicInteger tries = new AtomicInteger();
    PartitionLane lane =
        lane((_, _) -> {
          if (tries.incrementAndGet() == 1) {
            throw new StackOverflowError("planted");
          }
        });
    lane.add(records(0, 3, 1));
    assertThat(progress.poll(60, TimeUnit.SECONDS)).isEqualTo(3);
    assertThat(tries).hasValue(2);
    lane.add(records(3, 1, 1));
    assertThat(progress.poll(60, TimeUnit.SECONDS)).isEqualTo(4);
  }

  @Test
  void whatComesAfterABatchWithoutEffectIsNotDoneEither() throws Exception {
    CountDownLatch given = new CountDownLatch(1);
    PartitionLane lane =
        lane((_, _) -> {
          given.countDown();
          throw new InterruptedException("planted");
        });
    lane.add(records(0, 1, 1));
    assertThat(given.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(lane.stop(System.nanoTime() + TimeUnit.SECONDS.toNanos(60))).isTrue();
    lane.add(records(1, 1, 1));
    assertThat(lane.finished()).isEqualTo(-1);
    assertThat(lane.isIdle()).isTrue();
  }

  @Test
  void fewLargeRecordsFillItToo() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    List<Integer> batches = new ArrayList<>();
    PartitionLane lane =
        lane((_, batch) -> {
          goOn.await();
          batches.add(batch.size());
        });
    int mebi = 1 << 20;
    lane.add(records(0, 1, mebi));
    lane.add(records(1, 40, mebi));
    assertThat(lane.isFull()).isTrue();
    assertThat(lane.hasRoom()).isFalse();
    goOn.countDown();
    for (long done = 0; done < 41; ) {
      done = progress.poll(60, TimeUnit.SECONDS);
    }
    assertThat(lane.isFull()).isFalse();
    assertThat(lane.hasRoom()).isTrue();
    assertThat(batches).allSatisfy(size -> assertThat(size).isLessThanOrEqualTo(8));
  }

  private PartitionLane lane(BatchHandler handler) {
    return new PartitionLane(
        PARTITION,
        handler,
        (_, _, _) -> CompletableFuture.completedFuture(null),
        lane -> progress.add(lane.finished()),
        new SimpleMeterRegistry());
  }

  private static List<ConsumerRecord<String, byte[]>> records(long offset, int count, int bytes) {
    byte[] value = new byte[bytes];
    List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      records.add(
          new ConsumerRecord<>(PARTITION.topic(), PARTITION.partition(), offset + i, "k", value));
    }
    return records;
  }
}
