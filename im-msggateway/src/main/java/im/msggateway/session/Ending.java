package im.msggateway.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.socket.DuplexChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// How the server ends a connection so that the client still reads the last bytes: it closes its
/// own direction and waits a little for the client to close the other. Closing both at once, with
/// something of the client unread, would make the kernel throw the last bytes away.
public final class Ending {
  private Ending() {}

  /// Sends `last` and ends the connection of `channel`, at the latest after `linger`.
  public static void after(Channel channel, Object last, Duration linger) {
    channel.config().setAutoRead(true);
    channel.writeAndFlush(last).addListener((ChannelFutureListener) Ending::halfClose);
    closeLater(channel, linger);
  }

  static void halfClose(ChannelFuture written) {
    if (written.isSuccess() && written.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    } else {
      written.channel().close();
    }
  }

  static void closeLater(Channel channel, Duration linger) {
    var timer =
        channel
            .eventLoop()
            .schedule(() -> channel.close(), linger.toMillis(), TimeUnit.MILLISECONDS);
    channel.closeFuture().addListener(_ -> timer.cancel(false));
  }
}
