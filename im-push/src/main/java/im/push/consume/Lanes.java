package im.push.consume;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/// Runs many small blocking jobs side by side on virtual threads, with one bound for the whole
/// process.
public final class Lanes implements AutoCloseable {
  private final Semaphore bound;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// At most `concurrent` jobs run at a time, whoever asked for them.
  public Lanes(int concurrent) {
    this.bound = new Semaphore(concurrent);
  }

  /// Calls `job` for every item and returns when all are done. A failing item does not stop the
  /// others; the first failure is thrown at the end.
  <T> void forEach(Collection<T> items, Consumer<? super T> job) {
    if (items.size() == 1) {
      items.forEach(item -> run(item, job));
      return;
    }
    List<CompletableFuture<Void>> running = new ArrayList<>(items.size());
    for (T item : items) {
      running.add(CompletableFuture.runAsync(() -> run(item, job), threads));
    }
    try {
      CompletableFuture.allOf(running.toArray(CompletableFuture<?>[]::new)).join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private <T> void run(T item, Consumer<? super T> job) {
    try {
      bound.acquire();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("push interrupted");
    }
    try {
      job.accept(item);
    } finally {
      bound.release();
    }
  }

  /// Interrupts what is still running; call it when the subscriptions have ended.
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
