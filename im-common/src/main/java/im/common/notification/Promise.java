package im.common.notification;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// One entry of the outbox while somebody in this process works on it: it is over when the change's
/// code has ended and everything it sent is with rpc-msg.
///
/// What it sends has ids that follow from the entry alone, so whoever does the work again makes the
/// same messages.
final class Promise {
  static final ScopedValue<Promise> CURRENT = ScopedValue.newInstance();
  private static final int ID_BYTES = 16;

  private final String entryID;
  private final Runnable kept;
  private final Runnable broken;
  private final Consumer<RuntimeException> failed;
  private final Map<String, Integer> sentBefore = new ConcurrentHashMap<>();
  // The change itself is the first of the things that are open.
  private final AtomicInteger open = new AtomicInteger(1);
  private volatile boolean missed;

  /// Runs `kept` when all is delivered, `broken` when something is not; one of them, once. `failed`
  /// hears at once of every part that failed.
  Promise(String entryID, Runnable kept, Runnable broken, Consumer<RuntimeException> failed) {
    this.entryID = entryID;
    this.kept = kept;
    this.broken = broken;
    this.failed = failed;
  }

  /// The id of a notification that is about to be sent; the promise is open until [#delivered()] or
  /// [#missed()] was called for it.
  String open(Notification notification) {
    open.incrementAndGet();
    String what =
        notification.contentType() + "\n" + notification.sendID() + "\n" + notification.recvID();
    int number = sentBefore.merge(what, 1, Integer::sum);
    Hasher hasher = Hashing.sha256().newHasher();
    hasher.putString(entryID + "\n" + what + "\n" + number, StandardCharsets.UTF_8);
    byte[] id = new byte[ID_BYTES];
    hasher.hash().writeBytesTo(id, 0, id.length);
    return HexFormat.of().formatHex(id);
  }

  /// One of the open things is done.
  void delivered() {
    if (open.decrementAndGet() == 0) {
      (missed ? broken : kept).run();
    }
  }

  /// A part of the change begins; the promise is open until [#delivered()] or [#failed] was called
  /// for it.
  void openPart() {
    open.incrementAndGet();
  }

  /// A part of the change failed, and all has to be done again.
  void failed(RuntimeException cause) {
    failed.accept(cause);
    missed();
  }

  /// One of the open things did not happen and has to be done again.
  void missed() {
    missed = true;
    delivered();
  }
}
