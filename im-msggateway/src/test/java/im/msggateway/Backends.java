package im.msggateway;

import im.common.access.Access;
import im.common.access.AccessTable;
import im.common.config.DiscoveryConfig;
import im.common.context.RequestContext;
import im.common.discovery.InProcessDiscovery;
import im.common.error.ErrorCode;
import im.common.presence.OnlineStatus;
import im.common.redis.Redis;
import im.common.rpc.Replies;
import im.common.rpc.RpcClients;
import im.common.rpc.RpcServer;
import im.common.rpc.validation.RequestValidator;
import im.proto.auth.AuthGrpc;
import im.proto.auth.invalidateTokenReq;
import im.proto.auth.invalidateTokenResp;
import im.proto.auth.kickTokensReq;
import im.proto.auth.kickTokensResp;
import im.proto.auth.parseTokenReq;
import im.proto.auth.parseTokenResp;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.GetConversationsHasReadAndMaxSeqResp;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetLastMessageResp;
import im.proto.msg.GetSeqMessageReq;
import im.proto.msg.GetSeqMessageResp;
import im.proto.msg.SendMsgReq;
import im.proto.msg.SendMsgResp;
import im.proto.msg.msgGrpc;
import im.proto.push.DelUserPushTokenReq;
import im.proto.push.DelUserPushTokenResp;
import im.proto.push.PushMsgServiceGrpc;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.GetMaxSeqResp;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.proto.user.getUserStatusReq;
import im.proto.user.getUserStatusResp;
import im.proto.user.onlineStatus;
import im.proto.user.setUserOnlineStatusReq;
import im.proto.user.setUserOnlineStatusResp;
import im.proto.user.userGrpc;
import im.proto.user.userOnlineStatus;
import io.grpc.BindableService;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/// The services a gateway calls, as real servers inside this JVM with simple insides. A token is
/// `userID|platformID|anything`.
public final class Backends implements AutoCloseable {
  private static final AtomicInteger COUNT = new AtomicInteger();

  final MeterRegistry meters = new SimpleMeterRegistry();
  final Access access = new Access(List.of("imAdmin"));
  final InProcessDiscovery discovery = new InProcessDiscovery();
  final RpcServer.Guards guards =
      new RpcServer.Guards(new RequestValidator(), AccessTable.load(), access, meters);
  final DiscoveryConfig config;
  public final RpcClients rpc;
  final Auth auth = new Auth();
  final Msg msg = new Msg();
  public final User user;
  final List<DelUserPushTokenReq> deletedPushTokens = new CopyOnWriteArrayList<>();
  private final List<RpcServer> servers = new ArrayList<>();

  /// Serves until it is closed; online status is kept in `redis`.
  public Backends(Redis redis) throws IOException {
    String run = "-test" + COUNT.incrementAndGet();
    config =
        new DiscoveryConfig(
            "inprocess",
            new DiscoveryConfig.Etcd("", List.of(), "", ""),
            new DiscoveryConfig.Kubernetes(""),
            new DiscoveryConfig.RpcService(
                "user" + run,
                "friend" + run,
                "msg" + run,
                "push" + run,
                "gateway" + run,
                "group" + run,
                "auth" + run,
                "conversation" + run,
                "third" + run),
            Map.of(),
            Map.of());
    rpc = new RpcClients(discovery, config, 4 << 20);
    user = new User(new OnlineStatus(redis, Clock.systemUTC()));
    serve(config.rpcService().auth(), List.of(auth));
    serve(config.rpcService().user(), List.of(user));
    serve(config.rpcService().msg(), List.of(msg));
    serve(config.rpcService().push(), List.of(new Push()));
  }

  /// Starts a server that discovery then knows under its own name as an instance of `service`.
  void serve(String name, List<BindableService> services) throws IOException {
    RpcServer server = RpcServer.inProcess(name, services, guards);
    server.start();
    servers.add(server);
  }

  @Override
  public void close() {
    servers.forEach(RpcServer::close);
    rpc.close();
  }

  static String token(String userID, int platformID) {
    return userID + "|" + platformID + "|";
  }

  static final class Auth extends AuthGrpc.AuthImplBase {
    final Map<String, RuntimeException> refused = new ConcurrentHashMap<>();
    final List<RequestContext> parses = new CopyOnWriteArrayList<>();
    final List<invalidateTokenReq> invalidated = new CopyOnWriteArrayList<>();
    final List<String> kicked = new CopyOnWriteArrayList<>();

    /// Done before an answer about a token.
    volatile Runnable whileParsing = () -> {};

    @Override
    public void parseToken(parseTokenReq request, StreamObserver<parseTokenResp> out) {
      parses.add(RequestContext.current());
      RuntimeException refusal = refused.get(request.getToken());
      if (refusal != null) {
        throw refusal;
      }
      String[] parts = request.getToken().split("\\|", -1);
      if (parts.length != 3) {
        throw ErrorCode.TOKEN_MALFORMED.because("token (expected: three parts)");
      }
      whileParsing.run();
      Replies.reply(
          out,
          parseTokenResp
              .newBuilder()
              .setUserID(parts[0])
              .setPlatformID(Integer.parseInt(parts[1]))
              .build());
    }

    @Override
    public void invalidateToken(
        invalidateTokenReq request, StreamObserver<invalidateTokenResp> out) {
      invalidated.add(request);
      Replies.reply(out, invalidateTokenResp.getDefaultInstance());
    }

    @Override
    public void kickTokens(kickTokensReq request, StreamObserver<kickTokensResp> out) {
      kicked.addAll(request.getTokensList());
      Replies.reply(out, kickTokensResp.getDefaultInstance());
    }
  }

  public static final class User extends userGrpc.userImplBase {
    public final List<userOnlineStatus> reports = new CopyOnWriteArrayList<>();
    final OnlineStatus status;
    volatile boolean failing;

    User(OnlineStatus status) {
      this.status = status;
    }

    @Override
    public void setUserOnlineStatus(
        setUserOnlineStatusReq request, StreamObserver<setUserOnlineStatusResp> out) {
      if (failing) {
        throw ErrorCode.INTERNAL.because("failing on purpose");
      }
      status.update(
          request.getStatusList().stream()
              .map(each ->
                  new OnlineStatus.Report(
                      each.getUserID(), each.getOnlineList(), each.getOfflineList()))
              .toList());
      reports.addAll(request.getStatusList());
      Replies.reply(out, setUserOnlineStatusResp.getDefaultInstance());
    }

    @Override
    public void getUserStatus(getUserStatusReq request, StreamObserver<getUserStatusResp> out) {
      getUserStatusResp.Builder response = getUserStatusResp.newBuilder();
      status
          .platforms(request.getUserIDsList())
          .forEach((userID, platforms) ->
              response.addStatusList(
                  onlineStatus
                      .newBuilder()
                      .setUserID(userID)
                      .setStatus(platforms.isEmpty() ? 0 : 1)
                      .addAllPlatformIDs(platforms)));
      Replies.reply(out, response.build());
    }
  }

  static final class Msg extends msgGrpc.msgImplBase {
    final List<RequestContext> contexts = new CopyOnWriteArrayList<>();
    final List<String> sent = new CopyOnWriteArrayList<>();
    final AtomicInteger running = new AtomicInteger();
    volatile int mostRunning;
    volatile CountDownLatch gate = new CountDownLatch(0);

    @Override
    public void getMaxSeq(GetMaxSeqReq request, StreamObserver<GetMaxSeqResp> out) {
      contexts.add(RequestContext.current());
      Replies.reply(
          out, GetMaxSeqResp.newBuilder().putMaxSeqs("si_a_" + request.getUserID(), 5).build());
    }

    @Override
    public void sendMsg(SendMsgReq request, StreamObserver<SendMsgResp> out) {
      mostRunning = Math.max(mostRunning, running.incrementAndGet());
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      } finally {
        running.decrementAndGet();
      }
      String id = request.getMsgData().getClientMsgID();
      if (id.startsWith("blocked")) {
        throw ErrorCode.BLOCKED_BY_PEER.because("by " + request.getMsgData().getRecvID());
      }
      if (id.startsWith("broken")) {
        throw new IllegalStateException("broken on purpose");
      }
      sent.add(id);
      Replies.reply(
          out,
          SendMsgResp.newBuilder()
              .setClientMsgID(id)
              .setServerMsgID("s" + id)
              .setSendTime(1)
              .build());
    }

    @Override
    public void pullMessageBySeqs(
        PullMessageBySeqsReq request, StreamObserver<PullMessageBySeqsResp> out) {
      Replies.reply(out, PullMessageBySeqsResp.getDefaultInstance());
    }

    @Override
    public void getSeqMessage(GetSeqMessageReq request, StreamObserver<GetSeqMessageResp> out) {
      Replies.reply(out, GetSeqMessageResp.getDefaultInstance());
    }

    @Override
    public void getConversationsHasReadAndMaxSeq(
        GetConversationsHasReadAndMaxSeqReq request,
        StreamObserver<GetConversationsHasReadAndMaxSeqResp> out) {
      Replies.reply(
          out,
          GetConversationsHasReadAndMaxSeqResp.newBuilder().addPinnedConversationIDs("p").build());
    }

    @Override
    public void getLastMessage(GetLastMessageReq request, StreamObserver<GetLastMessageResp> out) {
      Replies.reply(out, GetLastMessageResp.getDefaultInstance());
    }
  }

  private final class Push extends PushMsgServiceGrpc.PushMsgServiceImplBase {
    @Override
    public void delUserPushToken(
        DelUserPushTokenReq request, StreamObserver<DelUserPushTokenResp> out) {
      deletedPushTokens.add(request);
      Replies.reply(out, DelUserPushTokenResp.getDefaultInstance());
    }
  }
}
