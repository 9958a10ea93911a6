package im.msggateway.session;

import im.common.message.Platform;
import im.msggateway.codec.ServerFrames;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ends a connection from which nothing came for too long, and pings browsers, whose pongs then
/// keep the connection alive (`reference/ws-protocol.md` 5). One timer per connection; on the event
/// loop only.
final class Heartbeat implements Runnable {
  private final Session session;
  private final long silenceNanos;
  private final long pingNanos;
  private long heardAt;
  private long pingedAt;
  private @Nullable Future<?> timer;

  Heartbeat(Session session, Timings timings) {
    this.session = session;
    silenceNanos = timings.silence().toNanos();
    pingNanos =
        session.login().platform() == Platform.WEB ? timings.ping().toNanos() : Long.MAX_VALUE;
  }

  void start() {
    heardAt = System.nanoTime();
    pingedAt = heardAt;
    schedule(heardAt);
  }

  /// Something came from the client.
  void heard() {
    heardAt = System.nanoTime();
  }

  /// True when nothing has come from the client for `time`.
  boolean isQuietFor(Duration time) {
    return System.nanoTime() - heardAt >= time.toNanos();
  }

  void stop() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  @Override
  public void run() {
    long now = System.nanoTime();
    Channel channel = session.channel();
    if (!channel.config().isAutoRead()) {
      // Not the client is silent, we do not listen.
      heardAt = now;
    }
    if (now - heardAt >= silenceNanos) {
      session.end();
      return;
    }
    if (now - pingedAt >= pingNanos) {
      pingedAt = now;
      session.outbound().urgent(ServerFrames.ping());
    }
    schedule(now);
  }

  private void schedule(long now) {
    long next = silenceNanos - (now - heardAt);
    if (pingNanos != Long.MAX_VALUE) {
      next = Math.min(next, pingNanos - (now - pingedAt));
    }
    timer = session.channel().eventLoop().schedule(this, Math.max(1, next), TimeUnit.NANOSECONDS);
  }
}
