package im.push.online;

import im.common.context.RequestContext;
import im.proto.sdkws.MsgData;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What one gateway could not take, kept for a while and brought in its order as soon as the
/// gateway can be reached. Whoever connects to a gateway that has just come back synchronises once;
/// what is sent from then on has to be pushed to him, although the connection from here to the
/// gateway comes up a little later than his.
///
/// Bounded in time and size: who was longer without his gateway has to synchronise anyway.
final class Backlog {
  private static final Logger log = LoggerFactory.getLogger(Backlog.class);

  /// Many times the time in which a lost connection is made again (at most 1 s).
  private static final Duration KEPT = Duration.ofSeconds(10);

  private static final long MAX_BYTES = 16 << 20;
  private static final int BYTES_PER_USER = 16;
  private static final int ATTEMPTS = 3;

  /// How an entry is brought.
  interface Call {
    /// Waits for a connection and for the answer, both together for at most `deadline`.
    ///
    /// @throws io.grpc.StatusRuntimeException when it was not taken
    void bring(MsgData message, List<String> users, Duration deadline);
  }

  /// Who is told what became of an entry.
  interface Listener {
    /// The gateway has `message` at last.
    void brought(int users);

    /// `message` is given up: it waited too long, was refused, or too much waits.
    void dropped(int users);
  }

  private final LongSupplier nanoTime;
  private final Call call;
  private final Listener listener;
  private final ArrayDeque<Entry> waiting = new ArrayDeque<>();
  private long bytes;
  private boolean isCarried;

  /// `nanoTime` is as [System#nanoTime]: nobody sets it back.
  Backlog(LongSupplier nanoTime, Call call, Listener listener) {
    this.nanoTime = nanoTime;
    this.call = call;
    this.listener = listener;
  }

  /// Takes `message` when others wait before it; false when it may go directly.
  synchronized boolean takesBehind(MsgData message, List<String> users, RequestContext context) {
    if (isCarried) {
      take(message, users, context);
    }
    return isCarried;
  }

  /// Takes `message`, to be brought under `context`, and begins to bring what waits.
  synchronized void take(MsgData message, List<String> users, RequestContext context) {
    Entry entry =
        new Entry(
            message,
            users,
            context,
            nanoTime.getAsLong() + KEPT.toNanos(),
            message.getSerializedSize() + (long) BYTES_PER_USER * users.size());
    if (bytes + entry.bytes > MAX_BYTES) {
      listener.dropped(users.size());
      return;
    }
    waiting.add(entry);
    bytes += entry.bytes;
    if (!isCarried) {
      isCarried = true;
      Thread.ofVirtual().name("push-backlog").start(this::carry);
    }
  }

  private void carry() {
    for (Entry entry = first(); entry != null; entry = first()) {
      if (bring(entry)) {
        listener.brought(entry.users.size());
      } else {
        listener.dropped(entry.users.size());
      }
      remove(entry);
    }
  }

  private boolean bring(Entry entry) {
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      long left = entry.untilNanos - nanoTime.getAsLong();
      if (left <= 0) {
        return false;
      }
      try {
        entry.context.run(() -> call.bring(entry.message, entry.users, Duration.ofNanos(left)));
        return true;
      } catch (RuntimeException e) {
        log.debug("attempt {} to bring a message that waited failed", attempt + 1, e);
      }
    }
    return false;
  }

  /// What is to be brought next; without any the direct way is open again.
  private synchronized @Nullable Entry first() {
    isCarried = !waiting.isEmpty();
    return waiting.peek();
  }

  private synchronized void remove(Entry first) {
    waiting.remove();
    bytes -= first.bytes;
  }

  private record Entry(
      MsgData message, List<String> users, RequestContext context, long untilNanos, long bytes) {}
}
