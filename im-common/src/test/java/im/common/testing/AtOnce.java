package im.common.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/// Calls that are made at the same time, to see what they do to each other.
public final class AtOnce {
  private static final long LIMIT_SECONDS = 60;

  private AtOnce() {}

  /// Starts all `calls` together and gives what they answered, in their order. A call that throws
  /// fails the test.
  @SafeVarargs
  public static <T> List<T> all(Callable<T>... calls) throws Exception {
    return all(List.of(calls));
  }

  /// As [#all(Callable...)].
  public static <T> List<T> all(List<Callable<T>> calls) throws Exception {
    CyclicBarrier start = new CyclicBarrier(calls.size());
    List<Future<T>> answers = new ArrayList<>(calls.size());
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Callable<T> call : calls) {
        answers.add(
            threads.submit(() -> {
              start.await(LIMIT_SECONDS, TimeUnit.SECONDS);
              return call.call();
            }));
      }
      List<T> results = new ArrayList<>(calls.size());
      for (Future<T> answer : answers) {
        results.add(answer.get(LIMIT_SECONDS, TimeUnit.SECONDS));
      }
      return results;
    }
  }
}
