package im.bench.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// Many numbered calls, a bounded number of them at a time. For REST, whose calls run side by side;
/// a connection of a chat handles one request after the other.
public final class SideBySide {
  private SideBySide() {}

  /// One of the calls.
  @FunctionalInterface
  public interface Call {
    /// Makes the call with this number, which is 0 or more.
    void make(int number) throws Exception;
  }

  /// Makes the calls 0 to `count - 1` with `window` callers, each of which ends with its first
  /// failure.
  ///
  /// @throws java.util.concurrent.ExecutionException when one of them failed
  public static void run(int count, int window, Call call) throws Exception {
    AtomicInteger next = new AtomicInteger();
    List<Future<?>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < window; i++) {
        callers.add(
            threads.submit(() -> {
              for (int number = next.getAndIncrement();
                  number < count;
                  number = next.getAndIncrement()) {
                call.make(number);
              }
              return null;
            }));
      }
      for (Future<?> each : callers) {
        var _ = each.get();
      }
    }
  }
}
