package im.standalone.e2e;

import java.time.Duration;
import java.util.concurrent.Callable;

/// Waiting for what has to happen sooner or later.
final class Until {

  private Until() {}

  /// Asks again until `condition` is true.
  ///
  /// @throws AssertionError naming `what` when it is not within `limit`
  static void holds(String what, Duration limit, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!condition.call()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      Thread.sleep(20);
    }
  }
}
