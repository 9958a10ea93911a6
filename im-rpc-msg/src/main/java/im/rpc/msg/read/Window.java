package im.rpc.msg.read;

/// The numbers of a conversation that a user may see, both ends included
/// (`reference/pipeline-storage.md` 5.1).
record Window(long min, long max) {
  /// The part of `begin` to `end` inside this window; empty when its max is below its min.
  Window clamp(long begin, long end) {
    return new Window(Math.max(min, begin), Math.min(max, end));
  }

  boolean isEmpty() {
    return max < min;
  }

  boolean contains(long seq) {
    return seq > 0 && seq >= min && seq <= max;
  }
}
