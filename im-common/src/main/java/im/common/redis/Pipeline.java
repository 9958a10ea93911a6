package im.common.redis;

import com.google.common.collect.Lists;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Commands for each entry of a list, however long it is: those for a thousand entries are under
/// way at once, and the next thousand follows when they are answered. The connection and its queue
/// belong to all; one long list neither fills it nor holds the commands of others up.
public final class Pipeline {
  private static final int AT_ONCE = 1_000;

  private Pipeline() {}

  /// What `command` gives for each of `entries`, in their order. Fails as the first command that
  /// fails; what comes after its thousand is not sent then.
  public static <T, R> CompletableFuture<List<R>> each(
      Collection<T> entries, Function<T, CompletionStage<R>> command) {
    return together(
        entries,
        some -> some.stream().map(entry -> command.apply(entry).toCompletableFuture()).toList());
  }

  /// As [#each], where `commands` sends those for up to a thousand entries in one write.
  static <T, R> CompletableFuture<List<R>> together(
      Collection<T> entries, Function<List<T>, List<? extends CompletableFuture<R>>> commands) {
    List<R> answers = new ArrayList<>(entries.size());
    CompletableFuture<?> sent = CompletableFuture.completedFuture(answers);
    for (List<T> some : Lists.partition(List.copyOf(entries), AT_ONCE)) {
      sent = sent.thenCompose(_ -> collect(commands.apply(some), answers));
    }
    return sent.thenApply(_ -> answers);
  }

  private static <R> CompletableFuture<Void> collect(
      List<? extends CompletableFuture<R>> commands, List<R> answers) {
    return CompletableFuture.allOf(commands.toArray(CompletableFuture[]::new))
        .thenRun(() -> commands.forEach(command -> answers.add(command.join())));
  }
}
