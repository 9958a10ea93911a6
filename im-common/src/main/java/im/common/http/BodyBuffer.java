package im.common.http;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/// Collects the body of one request on the heap, so that no pooled buffer outlives the event that
/// brought it. Used by one event loop.
final class BodyBuffer {
  private static final int SMALLEST = 1024;

  private final int maxBytes;
  private final AtomicLong budget;
  private byte[] bytes = new byte[0];
  private int length;
  private long reserved;

  /// `budget` is what the server may still take, in bytes.
  BodyBuffer(int maxBytes, AtomicLong budget) {
    this.maxBytes = maxBytes;
    this.budget = budget;
  }

  /// Takes what fits below the limit and drops the rest.
  ///
  /// @return false when the server's budget is used up
  boolean append(ByteBuf content) {
    int take = Math.min(content.readableBytes(), maxBytes - length);
    if (length + take > bytes.length && !grow(length + take)) {
      return false;
    }
    content.readBytes(bytes, length, take);
    length += take;
    return true;
  }

  private boolean grow(int needed) {
    int size = Math.min(maxBytes, Math.max(needed, Math.max(SMALLEST, bytes.length * 2)));
    int more = size - bytes.length;
    if (budget.addAndGet(-more) < 0) {
      budget.addAndGet(more);
      return false;
    }
    reserved += more;
    bytes = Arrays.copyOf(bytes, size);
    return true;
  }

  byte[] toBytes() {
    return bytes.length == length ? bytes : Arrays.copyOf(bytes, length);
  }

  /// Gives back what was taken from the budget.
  void release() {
    budget.addAndGet(reserved);
    reserved = 0;
    bytes = new byte[0];
    length = 0;
  }
}
