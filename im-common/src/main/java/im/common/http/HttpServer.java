package im.common.http;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpServerExpectContinueHandler;
import io.netty.handler.flow.FlowControlHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP/1.1 server that is listening from its construction until it is closed. Requests of one
/// connection are answered one after the other, in order.
public final class HttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  private static final Duration DEFAULT_STOP = Duration.ofSeconds(10);
  private static final int MAX_EVENT_LOOPS = 4;
  private static final int MAX_HEADER_BYTES = 64 << 10;

  private final String name;
  private final EventLoopGroup eventLoops;
  private final ExecutorService handlers;
  private final Channel listener;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final AtomicBoolean stopping = new AtomicBoolean();

  /// Starts a server with [HttpLimits#DEFAULT], see the full constructor.
  public HttpServer(String name, String bindAddress, int port, HttpHandler handler)
      throws IOException {
    this(name, bindAddress, port, handler, HttpLimits.DEFAULT);
  }

  /// Starts a server; `name` is that of its threads.
  ///
  /// @param port 0 for any free one, see [#port()]
  /// @throws ListenException if the address cannot be bound
  public HttpServer(
      String name, String bindAddress, int port, HttpHandler handler, HttpLimits limits)
      throws IOException {
    this.name = name;
    Transport transport = Transport.best();
    this.eventLoops =
        new MultiThreadIoEventLoopGroup(
            Math.min(MAX_EVENT_LOOPS, Runtime.getRuntime().availableProcessors()),
            new DefaultThreadFactory(name, true),
            transport.loops());
    this.handlers =
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(name + "-request-", 0).factory());
    var inFlight = new Semaphore(limits.maxInFlight());
    var budget = new AtomicLong(limits.maxBufferedBytes());
    this.listener =
        bind(
            transport.serverChannel(),
            new InetSocketAddress(bindAddress, port),
            () -> new HttpConnection(handler, handlers, limits, inFlight, budget, stopping::get),
            limits);
  }

  private Channel bind(
      Class<? extends ServerChannel> type,
      InetSocketAddress address,
      java.util.function.Supplier<HttpConnection> connection,
      HttpLimits limits)
      throws IOException {
    var bootstrap =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(type)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .option(ChannelOption.SO_REUSEADDR, true)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    accept(channel, connection.get(), limits);
                  }
                });
    var bound = bootstrap.bind(address).awaitUninterruptibly();
    if (!bound.isSuccess()) {
      eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
      handlers.close();
      throw new ListenException(address, bound.cause());
    }
    log.info("{} listens on {}", name, bound.channel().localAddress());
    return bound.channel();
  }

  private void accept(SocketChannel channel, HttpConnection connection, HttpLimits limits) {
    if (stopping.get() || connections.size() >= limits.maxConnections()) {
      channel.close();
      return;
    }
    connections.add(channel);
    var decoding = new HttpDecoderConfig().setMaxHeaderSize(MAX_HEADER_BYTES);
    channel
        .pipeline()
        .addLast(new IdleStateHandler(0, 0, limits.idleTimeout().toMillis(), TimeUnit.MILLISECONDS))
        .addLast(new HttpServerCodec(decoding))
        .addLast(new HttpServerExpectContinueHandler())
        // Holds back pipelined requests while one is being answered.
        .addLast(new FlowControlHandler())
        .addLast(connection);
  }

  /// The port on which the server listens.
  public int port() {
    return ((InetSocketAddress) listener.localAddress()).getPort();
  }

  /// Closes with a deadline of 10 s.
  @Override
  public void close() {
    close(DEFAULT_STOP);
  }

  /// Stops accepting, answers the requests it has, and closes all connections, by force after
  /// `deadline`. Does nothing when called again.
  public void close(Duration deadline) {
    if (!stopping.compareAndSet(false, true)) {
      return;
    }
    listener.close().awaitUninterruptibly();
    var allClosed = connections.newCloseFuture();
    for (Channel connection : connections) {
      connection.pipeline().fireUserEventTriggered(HttpConnection.Stop.NOW);
    }
    if (!allClosed.awaitUninterruptibly(deadline.toMillis())) {
      log.warn("{} closes {} connections by force after {}", name, connections.size(), deadline);
      connections.close().awaitUninterruptibly();
      handlers.shutdownNow();
    }
    handlers.close();
    eventLoops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    log.info("{} has stopped", name);
  }
}
