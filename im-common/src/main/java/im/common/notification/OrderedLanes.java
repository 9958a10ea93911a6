package im.common.notification;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs tasks of one key one after the other, in the order they came, and tasks of different keys
/// side by side. Keys share a fixed number of lanes, each with a bounded queue and, while it has
/// work, one virtual thread: what waits is bounded in total, and a full lane holds its submitters
/// back.
final class OrderedLanes {
  private static final Logger log = LoggerFactory.getLogger(OrderedLanes.class);

  private final String name;
  private final int capacity;
  private final List<Lane> lanes;
  private volatile boolean closed;

  /// `laneCount` lanes with room for `capacity` tasks each, the running one included. `name` is
  /// that of their threads.
  OrderedLanes(String name, int laneCount, int capacity) {
    this.name = name;
    this.capacity = capacity;
    List<Lane> made = new ArrayList<>(laneCount);
    for (int i = 0; i < laneCount; i++) {
      made.add(new Lane());
    }
    lanes = List.copyOf(made);
  }

  /// Queues `task` behind the earlier ones of `key`, waiting up to `patience` for room. False when
  /// there was none or when the lanes are closed; the task then never runs.
  boolean submit(String key, Runnable task, Duration patience) throws InterruptedException {
    Lane lane = lanes.get(Math.floorMod(key.hashCode(), lanes.size()));
    return !closed
        && lane.room.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)
        && lane.add(task);
  }

  /// How many tasks wait or run.
  int pending() {
    int pending = 0;
    for (Lane lane : lanes) {
      pending += capacity - lane.room.availablePermits();
    }
    return pending;
  }

  /// Takes no more tasks and runs what waits; what is not done `within` that time is given up.
  /// Returns how many tasks that were.
  int close(Duration within) throws InterruptedException {
    closed = true;
    long deadline = System.nanoTime() + within.toNanos();
    int abandoned = 0;
    for (Lane lane : lanes) {
      long left = Math.max(0, deadline - System.nanoTime());
      if (lane.room.tryAcquire(capacity, left, TimeUnit.NANOSECONDS)) {
        lane.room.release(capacity);
      } else {
        abandoned += lane.giveUp();
      }
    }
    return abandoned;
  }

  private final class Lane {
    private final Semaphore room = new Semaphore(capacity);
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private @Nullable Thread worker;

    boolean add(Runnable task) {
      lock.lock();
      try {
        tasks.add(task);
        if (worker == null) {
          worker = Thread.ofVirtual().name(name).start(this::work);
        }
      } finally {
        lock.unlock();
      }
      return true;
    }

    int giveUp() {
      lock.lock();
      try {
        int abandoned = tasks.size() + (worker == null ? 0 : 1);
        tasks.clear();
        if (worker != null) {
          worker.interrupt();
        }
        return abandoned;
      } finally {
        lock.unlock();
      }
    }

    private void work() {
      for (Runnable task = next(); task != null; task = next()) {
        try {
          task.run();
        } catch (RuntimeException | Error e) {
          // The lane outlives a broken task: the ones behind it belong to others.
          log.error("a task of lane {} failed", name, e);
        } finally {
          room.release();
        }
      }
    }

    private @Nullable Runnable next() {
      lock.lock();
      try {
        Runnable task = tasks.poll();
        if (task == null) {
          worker = null;
        }
        return task;
      } finally {
        lock.unlock();
      }
    }
  }
}
