package im.common.testing;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Waiting for what has to happen sooner or later.
public final class Until {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final long PAUSE_MS = 10;

  private Until() {}

  /// Asks again until `condition` is true.
  ///
  /// @throws AssertionError naming `what` when it is not within ten seconds
  public static void holds(String what, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + LIMIT + ": " + what);
      }
      Thread.sleep(PAUSE_MS);
    }
  }
}
