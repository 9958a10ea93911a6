package im.common.context;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Parts of one request that need not wait for each other, done side by side in its context.
/// Nothing else that is bound to the thread goes along: a notification is sent before or after, not
/// in one of the parts.
public final class Together {
  private Together() {}

  /// Does all of `parts`, at most `atOnce` at a time, and returns when none is under way any more.
  /// When some fail, throws what the first of them in the order of the list threw; the others have
  /// been done or tried.
  public static void run(int atOnce, List<? extends Runnable> parts) {
    if (parts.size() == 1) {
      parts.getFirst().run();
      return;
    }
    if (parts.isEmpty()) {
      return;
    }
    RequestContext context = RequestContext.current();
    List<Callable<Boolean>> calls = new ArrayList<>(parts.size());
    for (Runnable part : parts) {
      calls.add(() -> {
        context.run(part);
        return true;
      });
    }
    int threads = Math.min(atOnce, parts.size());
    try (ExecutorService executor =
        Executors.newFixedThreadPool(threads, Thread.ofVirtual().name("together").factory())) {
      for (Future<Boolean> done : executor.invokeAll(calls)) {
        done.get();
      }
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
