package im.common.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class OrderedLanesTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  @Test
  void aTaskThatBreaksDownHoldsNothingUp() throws Exception {
    OrderedLanes lanes = new OrderedLanes("lane", 1, 2);
    CountDownLatch ran = new CountDownLatch(4);
    for (int i = 0; i < 4; i++) {
      Runnable broken =
          () -> {
            ran.countDown();
            throw new StackOverflowError("planted");
          };
      assertThat(lanes.submit("key", broken, PATIENCE)).isTrue();
    }
    assertThat(ran.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(lanes.close(PATIENCE)).isZero();
  }
}
