package im.msggateway.handshake;

import io.netty.channel.Channel;
import java.util.concurrent.atomic.AtomicInteger;

/// How many connections this gateway takes (`openim-msggateway.yml`
/// longConnSvr.websocketMaxConnNum).
public final class ConnectionLimit {
  private final int max;
  private final AtomicInteger open = new AtomicInteger();

  /// Takes up to `max` connections.
  public ConnectionLimit(int max) {
    this.max = max;
  }

  /// How many are open now.
  public int open() {
    return open.get();
  }

  /// Counts `channel` until it is closed; false when there is no room for it.
  boolean admit(Channel channel) {
    if (open.incrementAndGet() > max) {
      open.decrementAndGet();
      return false;
    }
    channel.closeFuture().addListener(_ -> open.decrementAndGet());
    return true;
  }
}
