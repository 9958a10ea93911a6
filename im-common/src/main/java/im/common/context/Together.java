package im.common.context;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/// Parts of one request that need not wait for each other, done side by side in its context.
/// Nothing else that is bound to the thread goes along: a notification is sent before or after, not
/// in one of the parts.
public final class Together {
  private Together() {}

  /// Does all of `parts`, at most `atOnce` at a time, and returns when none is under way any more.
  /// When some fail, throws what the first of them in the order of the list threw; the others have
  /// been done or tried.
  public static void run(int atOnce, List<? extends Runnable> parts) {
    var _ =
        map(
            atOnce,
            parts,
            part -> {
              part.run();
              return true;
            });
  }

  /// As [#run(int, List)]: what `action` gives for each of `items`, in their order, never null.
  public static <T, R> List<R> map(int atOnce, List<T> items, Function<T, R> action) {
    if (items.size() == 1) {
      return List.of(action.apply(items.getFirst()));
    }
    if (items.isEmpty()) {
      return List.of();
    }
    RequestContext context = RequestContext.current();
    List<Callable<R>> calls = new ArrayList<>(items.size());
    for (T item : items) {
      calls.add(() -> context.call(() -> action.apply(item)));
    }
    int threads = Math.min(atOnce, items.size());
    try (ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofVirtual().name("together").factory())) {
      List<R> results = new ArrayList<>(items.size());
      for (Future<R> done : executor.invokeAll(calls)) {
        results.add(done.get());
      }
      return results;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while doing parts of a request", e);
    }
  }

  /// As [#run(int, List)], for two parts.
  public static void run(Runnable one, Runnable other) {
    run(2, List.of(one, other));
  }
}
