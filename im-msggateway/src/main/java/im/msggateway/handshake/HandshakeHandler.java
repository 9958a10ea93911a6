package im.msggateway.handshake;

import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.message.Platform;
import im.msggateway.codec.WireFormat;
import im.msggateway.session.Ending;
import im.msggateway.session.FrameHandler;
import im.msggateway.session.Login;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The handshake of one connection (`reference/ws-protocol.md` 1.4): connection limit, parameters,
/// token, upgrade, result, registration. Stands behind an [HttpServerCodec] and replaces both by
/// the frame decoder and the session's handler.
public final class HandshakeHandler extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(HandshakeHandler.class);
  private static final int ROUTE_WAIT_MS = 2000;

  /// Counted when there is nobody to answer.
  private static final int CLIENT_GONE = 499;

  private static final WebSocketDecoderConfig FRAMES =
      WebSocketDecoderConfig.newBuilder()
          .maxFramePayloadLength(FrameHandler.MAX_MESSAGE)
          .allowExtensions(false)
          // Text that is no UTF-8 is no JSON either, and the session answers violations itself.
          .withUTF8Validator(false)
          .closeOnProtocolViolation(false)
          .build();

  private final Handshakes shared;
  private @Nullable Future<?> timer;
  private boolean begun;

  /// One handler for each connection.
  public HandshakeHandler(Handshakes shared) {
    this.shared = shared;
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    timer =
        context
            .executor()
            .schedule(() -> context.close(), shared.timeout().toMillis(), TimeUnit.MILLISECONDS);
    context.fireChannelActive();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    stopTimer();
    context.fireChannelInactive();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    try {
      if (!begun && message instanceof HttpRequest request) {
        begun = true;
        stopTimer();
        begin(context.channel(), request);
      }
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.debug("handshake of {} failed", context.channel().remoteAddress(), cause);
    context.close();
  }

  private void begin(Channel channel, HttpRequest request) {
    if (request.decoderResult().isFailure()) {
      endWith(channel, HttpResponseStatus.BAD_REQUEST);
      return;
    }
    ConnectRequest connect;
    try {
      if (!shared.limit().admit(channel)) {
        throw ErrorCode.CONN_OVER_MAX_NUM_LIMIT.because("over max conn num limit");
      }
      connect = ConnectRequestParser.parse(request.uri(), request.headers().get("compression", ""));
    } catch (ImException e) {
      endWith(channel, e);
      return;
    }
    // Nothing more is read before the token is known to be good.
    channel.config().setAutoRead(false);
    shared.executor().execute(() -> complete(channel, request, connect));
  }

  /// On a virtual thread.
  private void complete(Channel channel, HttpRequest request, ConnectRequest connect) {
    try {
      String connID = connID(channel.remoteAddress(), shared.clock().millis());
      long checkedSince = System.nanoTime();
      ImException refusal = refusal(connect, connID);
      FrameHandler frames =
          onEventLoop(
              channel,
              () -> {
                if (!channel.isActive()) {
                  count(CLIENT_GONE);
                  return null;
                }
                return refusal == null
                    ? accept(channel, request, connect, connID)
                    : refuse(channel, request, connect, refusal);
              });
      if (frames != null) {
        awaitRoute(frames, connect, checkedSince);
        channel.eventLoop().execute(frames::open);
      }
    } catch (RuntimeException e) {
      log.error("handshake of {} failed", connect.userID(), e);
      channel.close();
    }
  }

  private @Nullable ImException refusal(ConnectRequest connect, String connID) {
    try {
      shared.tokens().check(connect, connID);
      return null;
    } catch (RuntimeException e) {
      return ErrorTable.of(e);
    }
  }

  private @Nullable FrameHandler accept(
      Channel channel, HttpRequest request, ConnectRequest connect, String connID) {
    HttpResponseStatus objection = Upgrade.objection(request);
    if (objection != null) {
      endWith(channel, objection);
      return null;
    }
    Login login =
        new Login(connect.userID(), connect.platform(), connect.token(), shared.clock().millis());
    WireFormat format = shared.formats().choose(connect.isJson(), connect.isCompressed());
    FrameHandler frames =
        shared.sessions().create(login, connID, format, channel, confirmsAnswers(request, connect));
    ChannelPipeline pipeline = channel.pipeline();
    pipeline.addLast(new WebSocket13FrameDecoder(FRAMES), frames);
    switchProtocol(channel, request);
    pipeline.remove(this);
    if (connect.wantsResult()) {
      channel.write(Answers.success(channel.alloc()), channel.voidPromise());
    }
    channel.flush();
    count(0);
    return frames;
  }

  /// The JavaScript client outside of browsers takes all frames of one read for one moment, in
  /// which the answer to a message has not told it yet that the copy beside it is its own: it
  /// reports it as received and counts it as unread. Browsers give every frame a moment, and say by
  /// an origin who they are (RFC 6455 4.1). Only Web may be pinged (`reference/ws-protocol.md` 5).
  private static boolean confirmsAnswers(HttpRequest request, ConnectRequest connect) {
    return connect.isJson()
        && connect.platform() == Platform.WEB
        && !request.headers().contains(HttpHeaderNames.ORIGIN);
  }

  private @Nullable FrameHandler refuse(
      Channel channel, HttpRequest request, ConnectRequest connect, ImException error) {
    if (!connect.wantsResult()) {
      endWith(channel, error);
      return null;
    }
    HttpResponseStatus objection = Upgrade.objection(request);
    if (objection != null) {
      endWith(channel, objection);
      return null;
    }
    switchProtocol(channel, request);
    count(error.code());
    Ending.after(
        channel,
        Answers.refusalFrame(error, channel.alloc()),
        shared.sessions().timings().linger());
    return null;
  }

  private static void switchProtocol(Channel channel, HttpRequest request) {
    channel.write(Upgrade.response(request), channel.voidPromise());
    channel.pipeline().remove(HttpServerCodec.class);
  }

  /// A client may ask for its messages as soon as it is connected; what arrives after the answer
  /// must be pushed, so other services have to know of it before.
  private void awaitRoute(FrameHandler frames, ConnectRequest connect, long checkedSince) {
    try {
      shared
          .logins()
          .admit(frames.session(), connect.operationID(), checkedSince)
          .toCompletableFuture()
          .get(ROUTE_WAIT_MS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.warn("{} starts without a route", frames.session(), e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void endWith(Channel channel, ImException error) {
    count(error.code());
    Ending.after(channel, Answers.refusal(error), shared.sessions().timings().linger());
  }

  private void endWith(Channel channel, HttpResponseStatus status) {
    count(status.code());
    Ending.after(channel, Answers.notWebSocket(status), shared.sessions().timings().linger());
  }

  private void count(int code) {
    MeterRegistry meters = shared.meters();
    meters.counter("gateway.handshakes", "code", Integer.toString(code)).increment();
  }

  private void stopTimer() {
    if (timer != null) {
      timer.cancel(false);
      timer = null;
    }
  }

  private static <T extends @Nullable Object> T onEventLoop(Channel channel, Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, channel.eventLoop()).join();
  }

  private static String connID(@Nullable SocketAddress remote, long now) {
    String address =
        remote instanceof InetSocketAddress inet
            ? inet.getAddress().getHostAddress() + ":" + inet.getPort()
            : String.valueOf(remote);
    try {
      byte[] digest =
          MessageDigest.getInstance("MD5")
              .digest((address + "_" + now).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
