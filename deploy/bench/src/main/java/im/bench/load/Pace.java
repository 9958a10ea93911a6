package im.bench.load;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Decides when the next message is sent, and when it was the last.
final class Pace {
  private final LoadPlan plan;
  private final List<Lane> lanes;
  private final AtomicLong taken = new AtomicLong();
  private final long endNanos;

  /// Starts the clock of `plan`.
  Pace(LoadPlan plan, List<Lane> lanes) {
    this.plan = plan;
    this.lanes = lanes;
    this.endNanos =
        plan.duration() == null
            ? 0
            : System.nanoTime() + plan.warmup().toNanos() + plan.duration().toNanos();
  }

  /// Sends everything there is to send.
  void run() throws InterruptedException {
    if (plan.isClosedLoop()) {
      closedLoop();
    } else {
      openLoop();
    }
  }

  /// Every lane keeps its window full; returns when nothing more is to be sent.
  private void closedLoop() throws InterruptedException {
    CountDownLatch idle = new CountDownLatch(lanes.size() * plan.window());
    for (Lane lane : lanes) {
      lane.afterAck(each -> sendOneOr(idle, each));
    }
    for (int i = 0; i < plan.window(); i++) {
      for (Lane lane : lanes) {
        sendOneOr(idle, lane);
      }
    }
    // Lanes whose connection is gone for good never count down; the settling time ends those runs.
    long lastTaken = -1;
    while (!idle.await(plan.settle().toMillis(), TimeUnit.MILLISECONDS)
        && taken.get() != lastTaken) {
      lastTaken = taken.get();
    }
  }

  private void sendOneOr(CountDownLatch idle, Lane lane) {
    if (take()) {
      lane.send(System.nanoTime());
    } else {
      idle.countDown();
    }
  }

  /// Lanes take turns at the given rate, whatever the answers do. Messages are due at fixed times,
  /// so a server that stalls is charged for the wait of those that could not be sent meanwhile.
  private void openLoop() throws InterruptedException {
    double gapNanos = 1e9 / plan.ratePerSecond();
    long start = System.nanoTime();
    for (long i = 0; take(); i++) {
      long due = start + (long) (i * gapNanos);
      for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        LockSupport.parkNanos(wait);
      }
      lanes.get((int) (i % lanes.size())).send(due);
    }
  }

  private boolean take() {
    if (plan.duration() != null && System.nanoTime() - endNanos >= 0) {
      return false;
    }
    return taken.incrementAndGet() <= plan.messages() || plan.messages() == 0;
  }
}
