package im.msggateway.presence;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Users whose state is to be reported, in lanes: a user is always in the same lane and a lane
/// works on one batch at a time, so reports of a user never overtake each other. A batch is
/// whatever is there, so nobody waits for a timer and batches grow under load by themselves. A
/// batch that fails is tried again.
final class DirtyLanes {
  private static final Logger log = LoggerFactory.getLogger(DirtyLanes.class);

  private final String name;
  private final int maxBatch;
  private final Duration retryDelay;
  private final Consumer<List<String>> worker;
  private final List<Lane> lanes = new ArrayList<>();

  /// `worker` reports the state of the users it is given and throws when that failed.
  DirtyLanes(
      String name, int count, int maxBatch, Duration retryDelay, Consumer<List<String>> worker) {
    this.name = name;
    this.maxBatch = maxBatch;
    this.retryDelay = retryDelay;
    this.worker = worker;
    for (int i = 0; i < count; i++) {
      lanes.add(new Lane(name + "-" + i));
    }
  }

  void start() {
    lanes.forEach(Lane::start);
  }

  /// Has `userID` reported.
  void mark(String userID) {
    lane(userID).mark(userID, null);
  }

  /// Has `userID` reported; the result completes when that is done.
  CompletionStage<Void> markAndTell(String userID) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    lane(userID).mark(userID, done);
    return done;
  }

  /// True when nothing is to be reported and nothing being reported.
  boolean isIdle() {
    return lanes.stream().allMatch(Lane::isIdle);
  }

  /// Users that wait or are being reported.
  int size() {
    return lanes.stream().mapToInt(Lane::size).sum();
  }

  /// Reports what is there, for at most `deadline`, and ends.
  void close(Duration deadline) {
    lanes.forEach(Lane::end);
    long end = System.nanoTime() + deadline.toNanos();
    for (Lane lane : lanes) {
      lane.join(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
    if (size() > 0) {
      log.warn("{}: {} users could not be reported before the end", name, size());
    }
  }

  private Lane lane(String userID) {
    return lanes.get(Math.floorMod(userID.hashCode(), lanes.size()));
  }

  private final class Lane implements Runnable {
    private final Thread thread;

    // Guarded by this.
    private final LinkedHashSet<String> dirty = new LinkedHashSet<>();
    private final Map<String, List<CompletableFuture<Void>>> waiting = new HashMap<>();
    private int working;
    private boolean ended;

    Lane(String threadName) {
      thread = Thread.ofVirtual().name(threadName).unstarted(this);
    }

    void start() {
      thread.start();
    }

    synchronized void mark(String userID, @Nullable CompletableFuture<Void> done) {
      dirty.add(userID);
      if (done != null) {
        waiting.computeIfAbsent(userID, _ -> new ArrayList<>(1)).add(done);
      }
      notifyAll();
    }

    synchronized boolean isIdle() {
      return dirty.isEmpty() && working == 0;
    }

    synchronized int size() {
      return dirty.size() + working;
    }

    synchronized void end() {
      ended = true;
      notifyAll();
    }

    void join(long millis) {
      try {
        if (!thread.join(Duration.ofMillis(millis))) {
          thread.interrupt();
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    @Override
    public void run() {
      try {
        for (Batch batch = take(); !batch.users().isEmpty(); batch = take()) {
          work(batch);
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }

    private void work(Batch batch) throws InterruptedException {
      try {
        worker.accept(batch.users());
        finished();
        batch.waiting().values().forEach(each -> each.forEach(done -> done.complete(null)));
      } catch (RuntimeException e) {
        again(batch);
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException();
        }
        log.warn("{}: report of {} users failed, tried again", name, batch.users().size(), e);
        Thread.sleep(retryDelay);
      }
    }

    private synchronized Batch take() throws InterruptedException {
      while (dirty.isEmpty() && !ended) {
        wait();
      }
      List<String> users = new ArrayList<>(Math.min(maxBatch, dirty.size()));
      Map<String, List<CompletableFuture<Void>>> told = new HashMap<>();
      var each = dirty.iterator();
      while (each.hasNext() && users.size() < maxBatch) {
        String userID = each.next();
        each.remove();
        users.add(userID);
        List<CompletableFuture<Void>> ofUser = waiting.remove(userID);
        if (ofUser != null) {
          told.put(userID, ofUser);
        }
      }
      working = users.size();
      return new Batch(users, told);
    }

    private synchronized void finished() {
      working = 0;
    }

    private synchronized void again(Batch batch) {
      working = 0;
      dirty.addAll(batch.users());
      batch
          .waiting()
          .forEach((userID, told) ->
              waiting.computeIfAbsent(userID, _ -> new ArrayList<>(1)).addAll(told));
    }
  }

  private record Batch(List<String> users, Map<String, List<CompletableFuture<Void>>> waiting) {}
}
