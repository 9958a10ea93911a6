package im.common.http;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.ServerChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How sockets are driven: by Linux's epoll where its library is on the class path and loads, else
/// by the JDK. The native transport is a runtime dependency, hence looked up by name.
record Transport(IoHandlerFactory loops, Class<? extends ServerChannel> serverChannel) {
  private static final Logger log = LoggerFactory.getLogger(Transport.class);

  private static final String EPOLL = "io.netty.channel.epoll.";

  /// The fastest transport this machine has.
  static Transport best() {
    try {
      if ((Boolean) Class.forName(EPOLL + "Epoll").getMethod("isAvailable").invoke(null)) {
        return new Transport(
            (IoHandlerFactory)
                Class.forName(EPOLL + "EpollIoHandler").getMethod("newFactory").invoke(null),
            Class.forName(EPOLL + "EpollServerSocketChannel").asSubclass(ServerChannel.class));
      }
    } catch (ReflectiveOperationException | LinkageError e) {
      log.debug("no epoll transport: {}", e.toString());
    }
    return new Transport(NioIoHandler.newFactory(), NioServerSocketChannel.class);
  }
}
