package im.rpc.msg.read;

/// The numbers of a conversation that a user may see, both ends included
/// (`reference/pipeline-storage.md` 5.1).
public record Window(long min, long max) {
  static final Window NOTHING = new Window(1, 0);

  /// The part of `begin` to `end` inside this window; empty when its max is below its min.
  Window clamp(long begin, long end) {
    return new Window(Math.max(min, begin), Math.min(max, end));
  }

  boolean isEmpty() {
    return max < min;
  }

  /// True when a message with this number may be seen.
  public boolean contains(long seq) {
    return seq > 0 && seq >= min && seq <= max;
  }
}
