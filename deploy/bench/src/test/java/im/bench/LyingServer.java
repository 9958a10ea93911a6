package im.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import im.common.message.ConversationIDs;
import im.msggateway.codec.Gzip;
import im.msggateway.codec.MalformedFrameException;
import im.msggateway.codec.Request;
import im.msggateway.codec.Response;
import im.msggateway.codec.WireFormat;
import im.proto.msg.SendMsgResp;
import im.proto.sdkws.GetMaxSeqResp;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.PushMessages;
import im.proto.sdkws.SeqRange;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolHandler.HandshakeComplete;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A chat server in one process and one thread, honest unless told to lie about every tenth
/// message.
final class LyingServer implements AutoCloseable {
  /// What can go wrong.
  enum Lie {
    NONE,
    NOT_STORED,
    STORED_TWICE,
    NOT_DELIVERED,
    DELIVERED_TWICE,
    REFUSED,
    /// The connection is cut once before the reply, and the message that is sent again is known.
    CUT_AND_REMEMBERED,
    /// The connection is cut once before the reply, and the message that is sent again is stored
    /// again.
    CUT_AND_FORGOTTEN
  }

  private static final JsonMapper JSON = new JsonMapper();

  private final Lie lie;
  private final HttpServer rest;
  private final MultiThreadIoEventLoopGroup loop =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel gateway;
  private final WireFormat.All formats = WireFormat.All.of(new Gzip(1 << 24));
  private final Map<String, Session> sessions = new ConcurrentHashMap<>();
  private final Map<String, List<String>> groups = new ConcurrentHashMap<>();
  private final Map<String, List<MsgData>> history = new HashMap<>();
  private final Map<String, MsgData> known = new HashMap<>();
  private final Set<String> cut = ConcurrentHashMap.newKeySet();
  private final AtomicInteger messages = new AtomicInteger();

  LyingServer(Lie lie) throws IOException {
    this.lie = lie;
    rest = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    rest.createContext("/", this::answer);
    rest.start();
    gateway =
        new ServerBootstrap()
            .group(loop)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<Channel>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(1 << 16),
                            new WebSocketServerProtocolHandler(
                                WebSocketServerProtocolConfig.newBuilder()
                                    .websocketPath("/")
                                    .checkStartsWith(true)
                                    .build()),
                            new Session());
                  }
                })
            .bind("127.0.0.1", 0)
            .syncUninterruptibly()
            .channel();
  }

  URI api() {
    return URI.create("http://127.0.0.1:" + rest.getAddress().getPort());
  }

  URI ws() {
    return URI.create("ws://127.0.0.1:" + ((InetSocketAddress) gateway.localAddress()).getPort());
  }

  @Override
  public void close() {
    rest.stop(0);
    gateway.close().syncUninterruptibly();
    loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  private void answer(HttpExchange exchange) throws IOException {
    JsonNode body = JSON.readTree(exchange.getRequestBody().readAllBytes());
    Object data =
        switch (exchange.getRequestURI().getPath()) {
          case "/auth/get_admin_token", "/auth/get_user_token" -> Map.of("token", "t");
          case "/user/get_users_status" -> Map.of("statusList", statuses(body.path("userIDs")));
          case "/group/create_group" -> {
            List<String> members = new ArrayList<>();
            members.add(body.path("ownerUserID").asText());
            body.path("memberUserIDs").forEach(member -> members.add(member.asText()));
            groups.put(body.path("groupInfo").path("groupID").asText(), members);
            yield Map.of();
          }
          default -> Map.of();
        };
    byte[] answer = JSON.writeValueAsBytes(Map.of("errCode", 0, "errMsg", "", "data", data));
    exchange.sendResponseHeaders(200, answer.length);
    exchange.getResponseBody().write(answer);
    exchange.close();
  }

  private List<Map<String, Object>> statuses(JsonNode userIDs) {
    List<Map<String, Object>> statuses = new ArrayList<>();
    for (JsonNode userID : userIDs) {
      statuses.add(
          Map.of(
              "userID", userID.asText(), "status", sessions.containsKey(userID.asText()) ? 1 : 0));
    }
    return statuses;
  }

  private final class Session extends SimpleChannelInboundHandler<WebSocketFrame> {
    private String userID = "";
    private WireFormat format = formats.json();
    private @Nullable ChannelHandlerContext context;

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
      if (event instanceof HandshakeComplete complete) {
        Map<String, List<String>> query =
            new QueryStringDecoder(complete.requestUri(), StandardCharsets.UTF_8).parameters();
        context = ctx;
        userID = query.getOrDefault("sendID", List.of("")).getFirst();
        format = formats.choose(query.containsKey("sdkType"), query.containsKey("compression"));
        sessions.put(userID, this);
        ctx.writeAndFlush(new TextWebSocketFrame("{\"errCode\":0,\"errMsg\":\"\"}"));
      }
      super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      sessions.remove(userID, this);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, WebSocketFrame frame)
        throws MalformedFrameException, InvalidProtocolBufferException {
      Request request = format.decodeRequest(frame.content(), ctx.alloc());
      switch (request.reqIdentifier()) {
        case 1001 -> write(Response.ok(request, newest()));
        case 1002 ->
            write(Response.ok(request, pull(PullMessageBySeqsReq.parseFrom(request.data()))));
        case 1003 -> send(request, MsgData.parseFrom(request.data()));
        default -> ctx.close();
      }
    }

    private void send(Request request, MsgData message) {
      String id = message.getClientMsgID();
      boolean isLie = messages.incrementAndGet() % 10 == 0;
      if (isLie && lie == Lie.REFUSED) {
        write(Response.failed(request, 500, "ServerInternalError"));
        return;
      }
      MsgData first = lie == Lie.CUT_AND_FORGOTTEN ? null : known.putIfAbsent(id, message);
      if (first == null) {
        List<MsgData> stored =
            history.computeIfAbsent(ConversationIDs.of(message), _ -> new ArrayList<>());
        int copies = isLie && lie == Lie.NOT_STORED ? 0 : 1;
        copies = isLie && lie == Lie.STORED_TWICE ? 2 : copies;
        for (int i = 0; i < copies; i++) {
          stored.add(message);
        }
      }
      boolean isCut = lie == Lie.CUT_AND_REMEMBERED || lie == Lie.CUT_AND_FORGOTTEN;
      if (isLie && isCut && cut.add(id)) {
        Objects.requireNonNull(context, "context").close();
        return;
      }
      SendMsgResp ok = SendMsgResp.newBuilder().setClientMsgID(id).build();
      write(Response.ok(request, ok.toByteString()));
      deliver(message, isLie);
    }

    private void deliver(MsgData message, boolean isLie) {
      List<String> receivers =
          message.getGroupID().isEmpty()
              ? List.of(message.getSendID(), message.getRecvID())
              : groups.getOrDefault(message.getGroupID(), List.of());
      String conversationID = ConversationIDs.of(message);
      ByteString push =
          PushMessages.newBuilder()
              .putMsgs(conversationID, PullMsgs.newBuilder().addMsgs(message).build())
              .build()
              .toByteString();
      String last = receivers.getLast();
      for (String receiver : receivers) {
        Session session = sessions.get(receiver);
        boolean isVictim = isLie && receiver.equals(last);
        int times = isVictim && lie == Lie.NOT_DELIVERED ? 0 : 1;
        times = isVictim && lie == Lie.DELIVERED_TWICE ? 2 : times;
        for (int i = 0; session != null && i < times; i++) {
          session.write(Response.push(2001, "op", push));
        }
      }
    }

    private ByteString newest() {
      GetMaxSeqResp.Builder answer = GetMaxSeqResp.newBuilder();
      history.forEach((id, stored) -> answer.putMaxSeqs(id, stored.size()));
      return answer.build().toByteString();
    }

    private ByteString pull(PullMessageBySeqsReq request) {
      SeqRange range = request.getSeqRanges(0);
      List<MsgData> stored = history.getOrDefault(range.getConversationID(), List.of());
      PullMsgs found =
          PullMsgs.newBuilder()
              .addAllMsgs(stored.subList((int) range.getBegin() - 1, (int) range.getEnd()))
              .build();
      return PullMessageBySeqsResp.newBuilder()
          .putMsgs(range.getConversationID(), found)
          .build()
          .toByteString();
    }

    private void write(Response response) {
      ChannelHandlerContext open = Objects.requireNonNull(context, "context");
      ByteBuf out = open.alloc().buffer();
      format.encode(response, out);
      open.writeAndFlush(new BinaryWebSocketFrame(out));
    }
  }
}
