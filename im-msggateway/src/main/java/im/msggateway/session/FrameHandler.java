package im.msggateway.session;

import im.msggateway.codec.MalformedFrameException;
import im.msggateway.codec.Request;
import im.msggateway.codec.ServerFrames;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a client sends, frame by frame, on the event loop: heartbeats are answered here, requests
/// are decoded and queued, and whatever is not of the protocol ends the connection
/// (`reference/ws-protocol.md` 4.1, 4.4 and 5).
public final class FrameHandler extends ChannelInboundHandlerAdapter {
  /// Largest message of a client, all its fragments together, in bytes.
  public static final int MAX_MESSAGE = 51_200;

  private static final Logger log = LoggerFactory.getLogger(FrameHandler.class);

  /// Longer than a frame is on its way, and a client takes to ask what follows from an answer.
  private static final Duration QUIET = Duration.ofMillis(200);

  /// Whoever is never quiet is left between two requests.
  private static final long LONGEST_LEAVE = Duration.ofSeconds(1).toNanos();

  private static final Duration LEAVE_CHECK = Duration.ofMillis(5);
  private static final int TOO_BIG = 1009;
  private static final int PROTOCOL_ERROR = 1002;

  private final Session session;
  private final RequestQueue requests;
  private final Heartbeat heartbeat;
  private @Nullable CompositeByteBuf fragments;
  private boolean fragmentsAreText;
  private long leaveAsked;

  FrameHandler(Session session, RequestQueue requests, Heartbeat heartbeat) {
    this.session = session;
    this.requests = requests;
    this.heartbeat = heartbeat;
  }

  /// The session whose frames these are.
  public Session session() {
    return session;
  }

  /// Begins to read what the client sends. On the event loop only.
  public void open() {
    if (session.channel().isActive()) {
      heartbeat.start();
      session.channel().config().setAutoRead(true);
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    heartbeat.heard();
    try {
      if (!session.outbound().isEnded() && message instanceof WebSocketFrame frame) {
        read(frame, context);
      }
    } catch (MalformedFrameException e) {
      log.debug("{} sent no frame of the protocol: {}", session, e.getMessage());
      end();
    } finally {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    if (context.channel().isWritable()) {
      session.outbound().writable();
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof Session.Leave) {
      leaveAsked = System.nanoTime();
      leave();
    } else {
      context.fireUserEventTriggered(event);
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    heartbeat.stop();
    requests.end();
    session.outbound().discard();
    dropFragments();
    context.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    if (cause instanceof CorruptedWebSocketFrameException corrupted) {
      int code = corrupted.closeStatus().code();
      endWith(code == TOO_BIG ? TOO_BIG : PROTOCOL_ERROR);
      return;
    }
    if (!(cause instanceof IOException)) {
      log.warn("connection of {} failed", session, cause);
    }
    context.close();
  }

  private void read(WebSocketFrame frame, ChannelHandlerContext context)
      throws MalformedFrameException {
    switch (frame) {
      case PingWebSocketFrame _ ->
          session.outbound().urgent(ServerFrames.pong(frame.content(), context.alloc()));
      case PongWebSocketFrame _ -> session.outbound().confirmed();
      case CloseWebSocketFrame close -> {
        requests.end();
        session.outbound().finish(OutboundFrame.control(echo(close)));
      }
      case ContinuationWebSocketFrame _ -> continued(frame, context);
      default -> begun(frame, context);
    }
  }

  private void begun(WebSocketFrame frame, ChannelHandlerContext context)
      throws MalformedFrameException {
    boolean isText = frame instanceof TextWebSocketFrame;
    if (frame.isFinalFragment()) {
      message(isText, frame.content(), context);
      return;
    }
    fragments = context.alloc().compositeBuffer(64);
    fragmentsAreText = isText;
    fragments.addComponent(true, frame.content().retain());
  }

  private void continued(WebSocketFrame frame, ChannelHandlerContext context)
      throws MalformedFrameException {
    // The decoder has made sure that a message was begun.
    CompositeByteBuf message = fragments;
    if (message == null) {
      return;
    }
    if (message.readableBytes() + frame.content().readableBytes() > MAX_MESSAGE) {
      endWith(TOO_BIG);
      return;
    }
    message.addComponent(true, frame.content().retain());
    if (frame.isFinalFragment()) {
      fragments = null;
      try {
        message(fragmentsAreText, message, context);
      } finally {
        message.release();
      }
    }
  }

  private void message(boolean isText, ByteBuf content, ChannelHandlerContext context)
      throws MalformedFrameException {
    if (isText) {
      String body = TextFrames.pongBody(content.toString(StandardCharsets.UTF_8));
      session.outbound().confirmed();
      if (body != null) {
        session
            .outbound()
            .urgent(ServerFrames.text(out -> TextFrames.writePong(body, out), context.alloc()));
      }
      return;
    }
    Request request = session.format().decodeRequest(content, context.alloc());
    if (!request.sendID().equals(session.login().userID())) {
      throw new MalformedFrameException("request on behalf of somebody else");
    }
    requests.add(request);
  }

  private void leave() {
    if (session.outbound().isEnded()) {
      return;
    }
    boolean mayEnd = heartbeat.isQuietFor(QUIET) || System.nanoTime() - leaveAsked > LONGEST_LEAVE;
    if (requests.isIdle() && mayEnd) {
      end();
    } else {
      session
          .channel()
          .eventLoop()
          .schedule(this::leave, LEAVE_CHECK.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void end() {
    requests.end();
    dropFragments();
    session.end();
  }

  private void endWith(int closeCode) {
    requests.end();
    dropFragments();
    session.outbound().finish(OutboundFrame.control(ServerFrames.close(closeCode)));
  }

  private void dropFragments() {
    if (fragments != null) {
      fragments.release();
      fragments = null;
    }
  }

  private static ByteBuf echo(CloseWebSocketFrame close) {
    return close.statusCode() < 0 ? ServerFrames.close() : ServerFrames.close(close.statusCode());
  }
}
