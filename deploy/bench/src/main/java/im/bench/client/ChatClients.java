package im.bench.client;

import im.msggateway.codec.Gzip;
import im.msggateway.codec.WireFormat;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Opens connections to one or several gateways, taking turns between them. All connections share
/// the wire format and a few event loops.
public final class ChatClients implements AutoCloseable {
  /// Whole history pages arrive in one frame.
  private static final int MAX_FRAME_BYTES = 16 << 20;

  private static final int HANDSHAKE_MS = 30_000;

  private final List<URI> gateways;
  private final boolean isJson;
  private final boolean isGzip;
  private final Gzip gzip = new Gzip(MAX_FRAME_BYTES);
  private final WireFormat format;
  private final MultiThreadIoEventLoopGroup loops;
  private final Bootstrap bootstrap;
  private final AtomicInteger turn = new AtomicInteger();

  /// `gateways` are `ws://host:port` addresses; `threads` event loops carry all connections.
  public ChatClients(List<URI> gateways, boolean isJson, boolean isGzip, int threads) {
    this.gateways = List.copyOf(gateways);
    this.isJson = isJson;
    this.isGzip = isGzip;
    this.format = WireFormat.All.of(gzip).choose(isJson, isGzip);
    this.loops = new MultiThreadIoEventLoopGroup(threads, NioIoHandler.newFactory());
    this.bootstrap =
        new Bootstrap()
            .group(loops)
            .channel(NioSocketChannel.class)
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, HANDSHAKE_MS);
  }

  /// Logs `account` in at the next gateway; the future completes when the server has accepted it.
  public CompletableFuture<ChatConnection> connect(Account account, ChatListener listener) {
    return connect(
        gateways.get(Math.floorMod(turn.getAndIncrement(), gateways.size())), account, listener);
  }

  /// Logs `account` in at `gateway`; the future completes when the server has accepted it.
  public CompletableFuture<ChatConnection> connect(
      URI gateway, Account account, ChatListener listener) {
    ChatConnection connection = new ChatConnection(account, format, listener);
    WebSocketClientProtocolConfig config =
        WebSocketClientProtocolConfig.newBuilder()
            .webSocketUri(address(gateway, account))
            .maxFramePayloadLength(MAX_FRAME_BYTES)
            .handshakeTimeoutMillis(HANDSHAKE_MS)
            .build();
    bootstrap
        .clone()
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel
                    .pipeline()
                    .addLast(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(1 << 16),
                        new WebSocketClientProtocolHandler(config),
                        connection);
              }
            })
        .connect(gateway.getHost(), gateway.getPort())
        .addListener(connected -> {
          if (!connected.isSuccess()) {
            connection
                .ready()
                .completeExceptionally(
                    new ConnectionLostException(gateway + ": " + connected.cause()));
          }
        });
    return connection.ready();
  }

  /// Runs `task` after `delayMs` on one of the event loops; it must not block.
  public void later(long delayMs, Runnable task) {
    loops.schedule(task, delayMs, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    gzip.close();
  }

  private URI address(URI gateway, Account account) {
    String query =
        "sendID="
            + encoded(account.userID())
            + "&token="
            + encoded(account.token())
            + "&platformID="
            + Account.PLATFORM
            + "&operationID="
            + UUID.randomUUID()
            + "&isBackground=false&isMsgResp=true"
            + (isJson ? "&sdkType=js" : "")
            + (isGzip ? "&compression=gzip" : "");
    return URI.create("ws://" + gateway.getHost() + ":" + gateway.getPort() + "/?" + query);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }
}
