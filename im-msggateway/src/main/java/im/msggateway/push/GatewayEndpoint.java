package im.msggateway.push;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.message.Platform;
import im.common.presence.OnlineStatus;
import im.common.rpc.Replies;
import im.msggateway.session.Login;
import im.msggateway.session.Logins;
import im.msggateway.session.Session;
import im.msggateway.session.SessionRegistry;
import im.proto.msggateway.GetUsersOnlineStatusReq;
import im.proto.msggateway.GetUsersOnlineStatusResp;
import im.proto.msggateway.GetUsersOnlineStatusResp.SuccessDetail;
import im.proto.msggateway.GetUsersOnlineStatusResp.SuccessResult;
import im.proto.msggateway.KickUserOfflineReq;
import im.proto.msggateway.KickUserOfflineResp;
import im.proto.msggateway.MultiTerminalLoginCheckReq;
import im.proto.msggateway.MultiTerminalLoginCheckResp;
import im.proto.msggateway.OnlineBatchPushOneMsgReq;
import im.proto.msggateway.OnlineBatchPushOneMsgResp;
import im.proto.msggateway.msgGatewayGrpc;
import io.grpc.BindableService;
import io.grpc.ServerInterceptors;
import io.grpc.stub.StreamObserver;
import java.util.List;

/// The gRPC service of a gateway (`reference/ws-protocol.md` 8). The methods the reference leaves
/// unimplemented are so here too.
public final class GatewayEndpoint extends msgGatewayGrpc.msgGatewayImplBase {
  private final SessionRegistry registry;
  private final Logins logins;
  private final Pusher pusher;

  /// Serves the sessions of `registry`.
  public GatewayEndpoint(SessionRegistry registry, Logins logins, Pusher pusher) {
    this.registry = registry;
    this.logins = logins;
    this.pusher = pusher;
  }

  /// This service with the metadata it reads.
  public BindableService bindable() {
    return () -> ServerInterceptors.intercept(this, new LoginEpoch());
  }

  @Override
  public void superGroupOnlineBatchPushOneMsg(
      OnlineBatchPushOneMsgReq request, StreamObserver<OnlineBatchPushOneMsgResp> out) {
    Replies.reply(
        out,
        OnlineBatchPushOneMsgResp.newBuilder()
            .addAllSinglePushResult(
                pusher.push(request.getMsgData(), request.getPushToUserIDsList()))
            .build());
  }

  @Override
  public void getUsersOnlineStatus(
      GetUsersOnlineStatusReq request, StreamObserver<GetUsersOnlineStatusResp> out) {
    GetUsersOnlineStatusResp.Builder response = GetUsersOnlineStatusResp.newBuilder();
    for (String userID : request.getUserIDsList()) {
      List<Session> sessions = registry.of(userID);
      if (!sessions.isEmpty()) {
        response.addSuccessResult(
            SuccessResult.newBuilder()
                .setUserID(userID)
                .setStatus(OnlineStatus.ONLINE)
                .addAllDetailPlatformStatus(
                    sessions.stream().map(GatewayEndpoint::detail).toList()));
      }
    }
    Replies.reply(out, response.build());
  }

  @Override
  public void kickUserOffline(KickUserOfflineReq request, StreamObserver<KickUserOfflineResp> out) {
    platform(request.getPlatformID());
    for (String userID : request.getKickUserIDListList()) {
      logins.kick(userID, request.getPlatformID());
    }
    Replies.reply(out, KickUserOfflineResp.getDefaultInstance());
  }

  @Override
  public void multiTerminalLoginCheck(
      MultiTerminalLoginCheckReq request, StreamObserver<MultiTerminalLoginCheckResp> out) {
    Login login =
        new Login(
            request.getUserID(),
            platform(request.getPlatformID()),
            request.getToken(),
            LoginEpoch.current());
    logins.loggedInElsewhere(login, RequestContext.current().operationID());
    Replies.reply(out, MultiTerminalLoginCheckResp.getDefaultInstance());
  }

  private static Platform platform(int platformID) {
    Platform platform = Platform.of(platformID);
    if (platform == null) {
      throw ErrorCode.ARGS.because("platformID: " + platformID + " (expected: 1 to 12)");
    }
    return platform;
  }

  private static SuccessDetail detail(Session session) {
    Login login = session.login();
    return SuccessDetail.newBuilder()
        .setPlatformID(login.platform().id())
        .setConnID(session.connID())
        .setIsBackground(session.isBackground())
        .setToken(login.token())
        .build();
  }
}
