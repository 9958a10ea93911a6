package im.common.queue;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// What a [BatchHandler] keeps of a batch that failed, for when it comes again: the same records of
/// the same partition. One value for each partition at most.
public final class RepeatedBatches<T> {
  /// Makes what is kept of a batch that comes for the first time.
  @FunctionalInterface
  public interface First<T> {
    /// As of [BatchHandler#handle].
    T make() throws PoisonRecordException;
  }

  private record Kept<T>(List<QueueRecord> batch, T value) {}

  private final Map<Integer, Kept<T>> kept = new ConcurrentHashMap<>();

  /// What was kept of this very batch, else what `first` makes, which is kept from now on.
  public T of(int partition, List<QueueRecord> batch, First<T> first) throws PoisonRecordException {
    Kept<T> last = kept.get(partition);
    if (last != null && last.batch().equals(batch)) {
      return last.value();
    }
    T value = first.make();
    kept.put(partition, new Kept<>(batch, value));
    return value;
  }

  /// The batch of this partition is done, or shall come again as if it were new.
  public void forget(int partition) {
    kept.remove(partition);
  }
}
