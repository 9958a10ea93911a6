package im.common.notification;

import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.mongo.Mongo;
import im.common.notification.OutboxStore.Entry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps what a change promises, its version step, its cache invalidation and its notifications,
/// also when the process dies in the middle (`docs/architecture.md`, "A notification is not lost").
///
/// [#keep] writes down what is about to happen, does it, and strikes the entry out once rpc-msg has
/// all notifications sent meanwhile. Entries that are left, by a process that died or a change that
/// failed half way, are finished by a [Recovery], which looks in the store whether the change was
/// made. Work may thus be done twice, with the same message ids, but not zero times.
public final class Outbox implements AutoCloseable {
  /// Finishes one kind of change from the facts that were written down.
  @FunctionalInterface
  public interface Recovery {
    /// Makes version step, invalidation and notifications once more; false when the change itself
    /// was not made, and so promises nothing. Throws when it has to be tried again.
    boolean resume(Document facts);
  }

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final Duration SCAN_PAUSE = Duration.ofSeconds(15);
  private static final Duration RETRY_PAUSE = Duration.ofSeconds(1);
  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final int MAX_DOUBLINGS = 4;
  private static final int MAX_AGAIN = 1000;
  private static final Duration PARKED = Duration.ofDays(365);
  private static final int ATTEMPTS = 10;
  private static final int STRIKES_PER_WRITE = 500;

  private final OutboxStore store;
  private final Supplier<String> address;
  private final Clock clock;
  private final Function<String, Counter> outcomes;
  private final AtomicInteger pending = new AtomicInteger();
  private final Queue<ObjectId> strikes = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean striking = new AtomicBoolean();
  private final BlockingQueue<Entry> again = new ArrayBlockingQueue<>(MAX_AGAIN);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Map<String, Recovery> recoveries = Map.of();

  /// The outbox of `service`; `address` is that of this instance, empty while it has none.
  public Outbox(
      Mongo mongo, String service, Supplier<String> address, Clock clock, MeterRegistry meters) {
    store = new OutboxStore(mongo, service);
    this.address = address;
    this.clock = clock;
    outcomes =
        outcome ->
            Counter.builder("im.outbox")
                .description("changes that promise something, by what became of them")
                .tag("service", service)
                .tag("outcome", outcome)
                .register(meters);
    Gauge.builder("im.outbox.pending", pending, AtomicInteger::get)
        .description("changes whose notifications are not all delivered yet")
        .tag("service", service)
        .register(meters);
  }

  /// Does `change`, which may send notifications on this thread, and gives its result. `facts` are
  /// all that the recovery of `kind` needs. When `change` throws, what it did before is finished by
  /// the recovery, and the exception goes on.
  public <T extends @Nullable Object> T keep(String kind, Document facts, Supplier<T> change) {
    RequestContext caller = RequestContext.current();
    Entry entry = store.insert(kind, facts, caller, address.get(), clock.instant());
    Promise promise = promise(entry, () -> "kept");
    T result;
    try {
      result = ScopedValue.where(Promise.CURRENT, promise).call(change::get);
    } catch (RuntimeException | Error e) {
      promise.missed();
      // The caller has his answer now; what was done nevertheless is finished behind his back.
      Thread.ofVirtual().name("outbox").start(() -> resume(entry));
      throw e;
    }
    promise.delivered();
    return result;
  }

  /// Does a part of a change whose failure is not its caller's to hear of, as an effect on another
  /// service is: the change goes on, and its recovery makes all again until nothing fails. A part
  /// that takes more than some seconds goes on beside the change, which need not wait for a service
  /// that is slow. To be called in a change, on its thread, and without sending notifications; a
  /// recovery does its parts directly, so that it is tried again when one of them throws.
  public static void attempt(String what, Runnable part) {
    if (!Promise.CURRENT.isBound()) {
      throw new IllegalStateException(what + ": attempted outside of a change (expected: inside)");
    }
    Promise promise = Promise.CURRENT.get();
    promise.openPart();
    beside(
        what,
        () -> {
          try {
            part.run();
            promise.delivered();
          } catch (RuntimeException e) {
            log.warn("{} failed and is made up for: {}", what, ErrorTable.of(e).getMessage());
            promise.failed(e);
          }
        });
  }

  /// Writes down what is to be done and has the recovery of `kind` do it: for effects on so many
  /// that a caller cannot wait for the last of them. He waits some seconds and does not hear of a
  /// failure, which is made up for as any other.
  public void hand(String kind, Document facts) {
    Entry entry =
        store.insert(kind, facts, RequestContext.current(), address.get(), clock.instant());
    beside(kind, () -> resume(entry));
  }

  private static void beside(String what, Runnable work) {
    CountDownLatch over = new CountDownLatch(1);
    Runnable whole =
        () -> {
          try {
            work.run();
          } finally {
            over.countDown();
          }
        };
    Thread.ofVirtual().name("outbox-part").start(RequestContext.current().wrap(whole));
    try {
      if (!over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} takes longer than {} and goes on", what, PATIENCE);
      }
    } catch (InterruptedException _) {
      // The part goes on, and so may the change.
      Thread.currentThread().interrupt();
    }
  }

  /// As [#keep(String, Document, Supplier)], for a change without result.
  public void keep(String kind, Document facts, Runnable change) {
    this.<@Nullable Object>keep(
        kind,
        facts,
        () -> {
          change.run();
          return null;
        });
  }

  /// Takes up what earlier processes left, now and whenever one dies; `finishers` has one recovery
  /// for each kind.
  public void start(Map<String, Recovery> finishers) {
    recoveries = Map.copyOf(finishers);
    Thread.ofVirtual().name("outbox-recovery").start(this::recoverWhileOpen);
  }

  /// Stops taking up what others left. Entries that are open stay for the next process.
  @Override
  public void close() {
    closed.countDown();
  }

  private void recoverWhileOpen() {
    try {
      while (closed.getCount() > 0) {
        try {
          takeUp();
        } catch (RuntimeException e) {
          log.warn("outbox cannot be searched: {}", ErrorTable.of(e).getMessage());
        }
        Entry failed = again.poll(SCAN_PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        if (failed != null) {
          repeat(failed);
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// What failed because a peer was away is tried again soon, before its lease ends.
  private void repeat(Entry failed) throws InterruptedException {
    int doublings = Math.min(failed.attempts(), MAX_DOUBLINGS);
    if (closed.await(RETRY_PAUSE.toMillis() << doublings, TimeUnit.MILLISECONDS)) {
      return;
    }
    List<Entry> all = new ArrayList<>(List.of(failed));
    again.drainTo(all);
    for (Entry entry : all) {
      try {
        store.take(entry, address.get(), clock.instant()).ifPresent(this::resume);
      } catch (RuntimeException e) {
        // Nobody holds it longer than its lease: it is found again.
        log.warn("outbox {} cannot be taken: {}", entry.id(), ErrorTable.of(e).getMessage());
      }
    }
  }

  private void takeUp() {
    List<Entry> found = next();
    while (!found.isEmpty()) {
      for (Entry entry : found) {
        if (closed.getCount() == 0) {
          return;
        }
        store.take(entry, address.get(), clock.instant()).ifPresent(this::resume);
      }
      found = next();
    }
  }

  /// Kinds that only newer versions know are theirs to finish.
  private List<Entry> next() {
    String here = address.get();
    Set<String> kinds = recoveries.keySet();
    List<Entry> left = here.isEmpty() ? List.of() : store.leftAt(here, kinds);
    return left.isEmpty() ? store.abandoned(clock.instant(), kinds) : left;
  }

  private void resume(Entry entry) {
    Recovery recovery = recoveries.get(entry.kind());
    if (recovery == null) {
      // A change that failed before the start was over: the lease ends, and it is taken up.
      return;
    }
    AtomicReference<String> outcome = new AtomicReference<>("recovered");
    Promise promise = promise(entry, outcome::get);
    boolean made;
    try {
      made =
          ScopedValue.where(Promise.CURRENT, promise)
              .call(() -> entry.caller().call(() -> recovery.resume(entry.facts())));
    } catch (RuntimeException e) {
      promise.missed();
      failed(entry, e);
      return;
    }
    if (!made) {
      outcome.set("dropped");
    }
    promise.delivered();
  }

  private void failed(Entry entry, RuntimeException e) {
    ImException error = ErrorTable.of(e);
    if (error.mayPass()) {
      log.warn("outbox {} {} is tried again", entry.kind(), entry.id(), e);
      // When there is no room for it, its lease ends and it is found again.
      var _ = again.offer(entry);
    } else if (entry.attempts() >= ATTEMPTS) {
      park(entry, error.getMessage());
    } else {
      log.warn("outbox {} {} is tried again when its lease ends", entry.kind(), entry.id(), e);
    }
  }

  private void park(Entry entry, @Nullable String reason) {
    outcomes.apply("parked").increment();
    log.error("outbox {} {} is put aside: {}", entry.kind(), entry.id(), reason);
    store.park(entry, clock.instant().plus(PARKED));
  }

  private Promise promise(Entry entry, Supplier<String> outcome) {
    pending.incrementAndGet();
    return new Promise(
        entry.id().toHexString(),
        () -> {
          outcomes.apply(outcome.get()).increment();
          strikeOut(entry.id());
        },
        () -> {
          // It stays in the store; its lease ends, and somebody takes it up.
          outcomes.apply("missed").increment();
          pending.decrementAndGet();
        },
        cause -> failed(entry, cause));
  }

  private void strikeOut(ObjectId id) {
    strikes.add(id);
    if (striking.compareAndSet(false, true)) {
      Thread.ofVirtual().name("outbox-strikes").start(this::strikeAll);
    }
  }

  /// Strikes out together what came to an end while the write before was under way.
  private void strikeAll() {
    do {
      while (!strikes.isEmpty()) {
        strike(nextStrikes());
      }
      striking.set(false);
      // What was added between the last look and the release finds nobody else.
    } while (!strikes.isEmpty() && striking.compareAndSet(false, true));
  }

  private List<ObjectId> nextStrikes() {
    List<ObjectId> batch = new ArrayList<>();
    while (batch.size() < STRIKES_PER_WRITE) {
      ObjectId id = strikes.poll();
      if (id == null) {
        break;
      }
      batch.add(id);
    }
    return batch;
  }

  private void strike(List<ObjectId> batch) {
    try {
      store.delete(batch);
    } catch (RuntimeException e) {
      // They are finished once more then, under the same message ids.
      log.warn("{} outbox entries stay: {}", batch.size(), ErrorTable.of(e).getMessage());
    } finally {
      pending.addAndGet(-batch.size());
    }
  }
}
