package im.common.http;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.timeout.IdleStateEvent;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection: receives a request, lets it be handled, writes the answer, and only then reads
/// on. All state belongs to the connection's event loop.
final class HttpConnection extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger log = LoggerFactory.getLogger(HttpConnection.class);

  /// Answers up to this size go out even when the budget is used up: such are those of changes,
  /// which are made by then.
  private static final int SMALL_ANSWER = 8 << 10;

  /// Tells a connection that the server is closing.
  enum Stop {
    NOW
  }

  private enum State {
    WAITING,
    RECEIVING,
    HANDLING,
    WRITING
  }

  private final HttpHandler handler;
  private final Executor handlers;
  private final Semaphore inFlight;
  private final AtomicLong budget;
  private final BooleanSupplier stopping;
  private final BodyBuffer body;

  private State state = State.WAITING;
  private io.netty.handler.codec.http.@Nullable HttpRequest head;
  private boolean overBudget;

  /// `budget` is what bodies and unwritten answers of all connections may still take together, in
  /// bytes.
  HttpConnection(
      HttpHandler handler,
      Executor handlers,
      HttpLimits limits,
      Semaphore inFlight,
      AtomicLong budget,
      BooleanSupplier stopping) {
    this.handler = handler;
    this.handlers = handlers;
    this.inFlight = inFlight;
    this.budget = budget;
    this.stopping = stopping;
    this.body = new BodyBuffer(limits.maxBodyBytes(), budget);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
    if (state == State.HANDLING || state == State.WRITING) {
      return; // what follows a request that was refused half way
    }
    if (part.decoderResult().isFailure()) {
      refuse(ctx, HttpResponseStatus.BAD_REQUEST);
      return;
    }
    if (part instanceof io.netty.handler.codec.http.HttpRequest request) {
      head = request;
      overBudget = budget.get() <= 0;
      state = State.RECEIVING;
    }
    if (part instanceof HttpContent content && !overBudget) {
      overBudget = !body.append(content.content());
    }
    if (part instanceof LastHttpContent && head != null) {
      received(ctx, head);
    }
  }

  private void received(ChannelHandlerContext ctx, io.netty.handler.codec.http.HttpRequest head) {
    boolean keepAlive = HttpUtil.isKeepAlive(head);
    state = State.HANDLING;
    ctx.channel().config().setAutoRead(false);
    if (overBudget || !inFlight.tryAcquire()) {
      respond(ctx, head.protocolVersion(), keepAlive, overloaded());
      return;
    }
    HttpRequest request;
    try {
      request = request(head);
    } catch (IllegalArgumentException _) {
      inFlight.release();
      respond(ctx, head.protocolVersion(), false, HttpResponse.text(400, "malformed path"));
      return;
    }
    handlers.execute(() -> {
      HttpResponse response = answer(request);
      ctx.executor()
          .execute(() -> {
            inFlight.release();
            respond(ctx, head.protocolVersion(), keepAlive, response);
          });
    });
  }

  private HttpRequest request(io.netty.handler.codec.http.HttpRequest head) {
    var target = new QueryStringDecoder(head.uri());
    return new HttpRequest(
        head.method().name(), target.path(), target.rawQuery(), head.headers(), body.toBytes());
  }

  private HttpResponse answer(HttpRequest request) {
    try {
      return handler.handle(request);
    } catch (Exception | Error e) {
      log.error("{} {} failed", request.method(), request.path(), e);
      return HttpResponse.empty(500);
    }
  }

  private static HttpResponse overloaded() {
    return HttpResponse.text(503, "too many requests").with(HttpHeaderNames.RETRY_AFTER, "1");
  }

  private void refuse(ChannelHandlerContext ctx, HttpResponseStatus status) {
    respond(
        ctx, HttpVersion.HTTP_1_1, false, HttpResponse.text(status.code(), status.reasonPhrase()));
  }

  private void respond(
      ChannelHandlerContext ctx, HttpVersion version, boolean keepAlive, HttpResponse wanted) {
    state = State.WRITING;
    body.release();
    HttpResponse response = counted(wanted);
    head = null;
    overBudget = false;
    boolean keep = keepAlive && !stopping.getAsBoolean();
    var out =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(response.status()),
            Unpooled.wrappedBuffer(response.body()));
    out.headers().set(response.headers());
    HttpUtil.setContentLength(out, response.body().length);
    HttpUtil.setKeepAlive(out.headers(), version, keep);
    ctx.writeAndFlush(out)
        .addListener(
            (ChannelFutureListener)
                written -> {
                  budget.addAndGet(response.body().length);
                  if (!keep || !written.isSuccess() || stopping.getAsBoolean()) {
                    ctx.close();
                    return;
                  }
                  state = State.WAITING;
                  ctx.channel().config().setAutoRead(true);
                });
  }

  /// Takes the bytes of `answer` from the budget until they are written. A refusal instead of a
  /// large one for which there is no room.
  private HttpResponse counted(HttpResponse answer) {
    int bytes = answer.body().length;
    if (budget.addAndGet(-bytes) >= 0 || bytes <= SMALL_ANSWER) {
      return answer;
    }
    budget.addAndGet(bytes);
    return counted(overloaded());
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
    boolean idle = event instanceof IdleStateEvent && state != State.HANDLING;
    boolean stop = event instanceof Stop && state == State.WAITING;
    if (idle || stop) {
      ctx.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (state != State.HANDLING) {
      body.release();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("connection lost: {}", cause.getMessage());
    } else {
      log.warn("connection closed", cause);
    }
    ctx.close();
  }
}
