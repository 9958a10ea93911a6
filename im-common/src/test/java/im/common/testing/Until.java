package im.common.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/// Waiting for what has to happen sooner or later.
public final class Until {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final long PAUSE_MS = 10;

  private Until() {}

  /// Asks again until `condition` is true.
  ///
  /// @throws AssertionError naming `what` when it is not within a minute
  public static void holds(String what, Callable<Boolean> condition) throws Exception {
    holds(what, LIMIT, condition);
  }

  /// Asks again until `condition` is true.
  ///
  /// @throws AssertionError naming `what` when it is not within `limit`
  public static void holds(String what, Duration limit, Callable<Boolean> condition)
      throws Exception {
    found(what, limit, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }

  /// What `search` gives, which is asked again until there is something.
  ///
  /// @throws AssertionError naming `what` when there is nothing within a minute
  public static <T> T found(String what, Callable<Optional<T>> search) throws Exception {
    return found(what, LIMIT, search);
  }

  private static <T> T found(String what, Duration limit, Callable<Optional<T>> search)
      throws Exception {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Optional<T> found = search.call();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within " + limit + ": " + what);
      }
      Thread.sleep(PAUSE_MS);
    }
  }
}
