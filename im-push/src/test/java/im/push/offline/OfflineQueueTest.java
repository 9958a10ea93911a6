package im.push.offline;

import static org.assertj.core.api.Assertions.assertThat;

import im.push.metrics.PushMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// The room of the offline branch is bounded and does not block who fills it.
class OfflineQueueTest {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Test
  void whatFindsNoRoomIsDroppedAndCounted() {
    CountDownLatch vendorAnswers = new CountDownLatch(1);
    AtomicInteger done = new AtomicInteger();
    OfflineQueue queue = new OfflineQueue(5, 2, Duration.ofSeconds(10), new PushMetrics(meters));
    for (int i = 0; i < 8; i++) {
      queue.offer(() -> {
        await(vendorAnswers);
        done.incrementAndGet();
      });
    }
    assertThat(meters.counter("push.offline.dropped").count()).isEqualTo(3);
    assertThat(meters.get("push.offline.queue.size").gauge().value()).isEqualTo(5);
    vendorAnswers.countDown();
    queue.close();
    assertThat(done).hasValue(5);
    assertThat(meters.get("push.offline.queue.size").gauge().value()).isZero();
  }

  @Test
  void closingDoesNotWaitForAVendorThatHangs() {
    OfflineQueue queue = new OfflineQueue(5, 2, Duration.ofMillis(50), new PushMetrics(meters));
    queue.offer(() -> await(new CountDownLatch(1)));
    long start = System.nanoTime();
    queue.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
