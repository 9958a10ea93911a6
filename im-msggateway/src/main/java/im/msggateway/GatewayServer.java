package im.msggateway;

import im.common.http.ListenException;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The listening socket and the event loops of a gateway, on Linux's epoll where it is available.
final class GatewayServer {
  private static final Logger log = LoggerFactory.getLogger(GatewayServer.class);
  private static final int BACKLOG = 4096;
  // A token travels in the request line.
  private static final int MAX_REQUEST_LINE = 16 << 10;
  private static final int MAX_HEADERS = 16 << 10;

  private final EventLoopGroup eventLoops;
  private final Channel listener;

  private GatewayServer(EventLoopGroup eventLoops, Channel listener) {
    this.eventLoops = eventLoops;
    this.listener = listener;
  }

  /// Listens on `bind`; `handshakes` makes the handler of each connection.
  ///
  /// @throws ListenException when the port is taken
  static GatewayServer listen(InetSocketAddress bind, Supplier<ChannelHandler> handshakes)
      throws ListenException {
    boolean isEpoll = Epoll.isAvailable();
    EventLoopGroup eventLoops =
        new MultiThreadIoEventLoopGroup(
            isEpoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    Class<? extends ServerChannel> channel =
        isEpoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    ChannelFuture bound =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(channel)
            .option(ChannelOption.SO_BACKLOG, BACKLOG)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(new Connections(handshakes))
            .bind(bind)
            .awaitUninterruptibly();
    if (!bound.isSuccess()) {
      eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      throw new ListenException(bind, bound.cause());
    }
    log.info("clients connect to {}", bound.channel().localAddress());
    return new GatewayServer(eventLoops, bound.channel());
  }

  /// The port clients connect to.
  int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /// Takes no more connections.
  void stopAccepting() {
    listener.close().awaitUninterruptibly();
  }

  /// Closes what is still open and ends the event loops within `deadline`.
  void close(Duration deadline) {
    eventLoops
        .shutdownGracefully(0, deadline.toMillis(), TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(deadline.toMillis() + 1000);
  }

  private static final class Connections extends ChannelInitializer<SocketChannel> {
    private final Supplier<ChannelHandler> handshakes;

    Connections(Supplier<ChannelHandler> handshakes) {
      this.handshakes = handshakes;
    }

    @Override
    protected void initChannel(SocketChannel channel) {
      HttpDecoderConfig config =
          new HttpDecoderConfig()
              .setMaxInitialLineLength(MAX_REQUEST_LINE)
              .setMaxHeaderSize(MAX_HEADERS);
      channel.pipeline().addLast(new HttpServerCodec(config), handshakes.get());
    }
  }
}
