package im.common.context;

/// A moment between two tries of the same.
public final class Pause {
  private Pause() {}

  /// Returns after `ms`. Throws, with the thread's flag set, when it is interrupted.
  public static void of(long ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
