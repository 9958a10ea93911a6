package im.rpc.auth;

import static im.common.rpc.Replies.reply;

import im.common.token.TokenClaims;
import im.proto.auth.AuthGrpc;
import im.proto.auth.GetExistingTokenReq;
import im.proto.auth.forceLogoutReq;
import im.proto.auth.forceLogoutResp;
import im.proto.auth.getAdminTokenReq;
import im.proto.auth.getAdminTokenResp;
import im.proto.auth.getExistingTokenResp;
import im.proto.auth.getUserTokenReq;
import im.proto.auth.getUserTokenResp;
import im.proto.auth.invalidateTokenReq;
import im.proto.auth.invalidateTokenResp;
import im.proto.auth.kickTokensReq;
import im.proto.auth.kickTokensResp;
import im.proto.auth.parseTokenReq;
import im.proto.auth.parseTokenResp;
import io.grpc.stub.StreamObserver;

/// The gRPC face of the auth service.
final class AuthEndpoint extends AuthGrpc.AuthImplBase {
  private final Logins logins;
  private final TokenChecker checker;
  private final ForcedLogout forcedLogout;
  private final TokenRevocation revocation;

  AuthEndpoint(
      Logins logins, TokenChecker checker, ForcedLogout forcedLogout, TokenRevocation revocation) {
    this.logins = logins;
    this.checker = checker;
    this.forcedLogout = forcedLogout;
    this.revocation = revocation;
  }

  @Override
  public void getAdminToken(getAdminTokenReq req, StreamObserver<getAdminTokenResp> out) {
    Logins.Granted granted = logins.admin(req.getSecret(), req.getUserID());
    reply(
        out,
        getAdminTokenResp
            .newBuilder()
            .setToken(granted.token())
            .setExpireTimeSeconds(granted.lifetime().toSeconds())
            .build());
  }

  @Override
  public void getUserToken(getUserTokenReq req, StreamObserver<getUserTokenResp> out) {
    Logins.Granted granted = logins.user(req.getUserID(), req.getPlatformID());
    reply(
        out,
        getUserTokenResp
            .newBuilder()
            .setToken(granted.token())
            .setExpireTimeSeconds(granted.lifetime().toSeconds())
            .build());
  }

  @Override
  public void parseToken(parseTokenReq req, StreamObserver<parseTokenResp> out) {
    TokenClaims claims = checker.check(req.getToken());
    reply(
        out,
        parseTokenResp
            .newBuilder()
            .setUserID(claims.userID())
            .setPlatformID(claims.platformID())
            .setExpireTimeSeconds(claims.expiresAt())
            .build());
  }

  @Override
  public void forceLogout(forceLogoutReq req, StreamObserver<forceLogoutResp> out) {
    forcedLogout.logOut(req.getUserID(), req.getPlatformID());
    reply(out, forceLogoutResp.getDefaultInstance());
  }

  @Override
  public void invalidateToken(invalidateTokenReq req, StreamObserver<invalidateTokenResp> out) {
    revocation.kickAllBut(req.getPreservedToken(), req.getUserID(), req.getPlatformID());
    reply(out, invalidateTokenResp.getDefaultInstance());
  }

  @Override
  public void kickTokens(kickTokensReq req, StreamObserver<kickTokensResp> out) {
    revocation.kick(req.getTokensList());
    reply(out, kickTokensResp.getDefaultInstance());
  }

  @Override
  public void getExistingToken(GetExistingTokenReq req, StreamObserver<getExistingTokenResp> out) {
    reply(
        out,
        getExistingTokenResp
            .newBuilder()
            .putAllTokenStates(revocation.states(req.getUserID(), req.getPlatformID()))
            .build());
  }
}
