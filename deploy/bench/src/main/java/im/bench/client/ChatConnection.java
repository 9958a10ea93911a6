package im.bench.client;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import im.msggateway.codec.MalformedFrameException;
import im.msggateway.codec.Request;
import im.msggateway.codec.Response;
import im.msggateway.codec.WireFormat;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.PushMessages;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One WebSocket of one user. Requests may be made from any thread and many at a time.
public final class ChatConnection extends SimpleChannelInboundHandler<WebSocketFrame> {
  /// Request identifiers (`reference/ws-protocol.md` 4).
  public static final int NEWEST_SEQ = 1001;

  public static final int PULL_BY_SEQ_RANGE = 1002;
  public static final int SEND_MESSAGE = 1003;

  private static final int PUSH = 2001;
  private static final int KICKED = 2002;
  private static final JsonMapper JSON = new JsonMapper();
  private static final long REPLY_NANOS = TimeUnit.SECONDS.toNanos(15);

  private record Waiting(long untilNanos, CompletableFuture<Response> reply) {}

  private final Account account;
  private final WireFormat format;
  private final ChatListener listener;
  private final CompletableFuture<ChatConnection> ready = new CompletableFuture<>();
  private final Map<String, Waiting> waiting = new ConcurrentHashMap<>();
  private final AtomicLong increment = new AtomicLong();
  private volatile @Nullable Channel channel;
  private @Nullable Future<?> expiry;
  private String closeReason = "closed by the server";

  ChatConnection(Account account, WireFormat format, ChatListener listener) {
    this.account = account;
    this.format = format;
    this.listener = listener;
  }

  /// Whose connection this is.
  public Account account() {
    return account;
  }

  CompletableFuture<ChatConnection> ready() {
    return ready;
  }

  /// Sends a request; the reply comes whatever its error code. Fails with [ConnectionLostException]
  /// when the connection ends or 15 s pass without a reply.
  public CompletionStage<Response> request(int identifier, ByteString data) {
    Channel open = channel;
    if (open == null || !open.isActive()) {
      return CompletableFuture.failedFuture(new ConnectionLostException("not connected"));
    }
    String msgIncr = Long.toString(increment.incrementAndGet());
    CompletableFuture<Response> reply = new CompletableFuture<>();
    waiting.put(msgIncr, new Waiting(System.nanoTime() + REPLY_NANOS, reply));
    Request request =
        new Request(
            identifier, "", account.userID(), account.userID() + "." + msgIncr, msgIncr, data);
    ByteBuf frame = open.alloc().buffer();
    format.encode(request, frame);
    open.writeAndFlush(new BinaryWebSocketFrame(frame))
        .addListener(sent -> {
          if (!sent.isSuccess()) {
            fail(msgIncr, "write failed: " + sent.cause());
          }
        });
    return reply;
  }

  /// Ends the connection without a farewell.
  public void close() {
    Channel open = channel;
    if (open != null) {
      open.close();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) throws Exception {
    channel = context.channel();
    super.channelActive(context);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event == ClientHandshakeStateEvent.HANDSHAKE_TIMEOUT) {
      ready.completeExceptionally(new ConnectionLostException("handshake timed out"));
      context.close();
    }
    if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
      expiry = context.executor().scheduleAtFixedRate(this::expire, 1, 1, TimeUnit.SECONDS);
    }
    super.userEventTriggered(context, event);
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame)
      throws MalformedFrameException, IOException {
    switch (frame) {
      case TextWebSocketFrame text -> onHandshakeResult(text.text());
      case BinaryWebSocketFrame binary ->
          onResponse(format.decodeResponse(binary.content(), context.alloc()));
      default -> {
        // Control frames are dealt with before they get here.
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    if (expiry != null) {
      expiry.cancel(false);
    }
    boolean wasReady = !ready.completeExceptionally(new ConnectionLostException(closeReason));
    waiting.keySet().forEach(msgIncr -> fail(msgIncr, closeReason));
    if (wasReady && !ready.isCompletedExceptionally()) {
      listener.onClosed(closeReason);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
    closeReason = failure.toString();
    ready.completeExceptionally(failure);
    context.close();
  }

  private void onHandshakeResult(String json) throws IOException {
    if (JSON.readTree(json).path("errCode").asInt(-1) == 0) {
      ready.complete(this);
    } else {
      ready.completeExceptionally(new ConnectionLostException("login refused: " + json));
    }
  }

  private void onResponse(Response response) throws InvalidProtocolBufferException {
    switch (response.reqIdentifier()) {
      case PUSH -> onPush(response.data());
      case KICKED -> closeReason = "kicked";
      default -> {
        Waiting asked = waiting.remove(response.msgIncr());
        if (asked != null) {
          asked.reply().complete(response);
        }
      }
    }
  }

  private void onPush(@Nullable ByteString data) throws InvalidProtocolBufferException {
    PushMessages push = PushMessages.parseFrom(data == null ? ByteString.EMPTY : data);
    for (PullMsgs messages : push.getMsgsMap().values()) {
      messages.getMsgsList().forEach(listener::onMessage);
    }
    push.getNotificationMsgsMap()
        .forEach((conversationID, notifications) ->
            notifications
                .getMsgsList()
                .forEach(each -> listener.onNotification(conversationID, each)));
  }

  private void fail(String msgIncr, String reason) {
    Waiting asked = waiting.remove(msgIncr);
    if (asked != null) {
      asked.reply().completeExceptionally(new ConnectionLostException(reason));
    }
  }

  private void expire() {
    long now = System.nanoTime();
    waiting.forEach((msgIncr, asked) -> {
      if (now - asked.untilNanos() > 0) {
        fail(msgIncr, "no reply within 15 s");
      }
    });
  }
}
