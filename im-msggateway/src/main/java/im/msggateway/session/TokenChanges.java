package im.msggateway.session;

import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.msggateway.session.LoginPolicy.TokenChange;
import im.proto.auth.AuthGrpc;
import im.proto.auth.invalidateTokenReq;
import im.proto.auth.kickTokensReq;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has the auth service end tokens after a login displaced others.
public final class TokenChanges {
  private static final Logger log = LoggerFactory.getLogger(TokenChanges.class);

  private final AuthGrpc.AuthBlockingStub auth;

  /// Calls the auth service through `rpc`.
  public TokenChanges(RpcClients rpc) {
    auth = rpc.stub(ServiceName.AUTH, AuthGrpc::newBlockingStub);
  }

  /// Does `change`; blocks. A failure is logged only: the tokens end when their user logs in anew.
  void apply(TokenChange change, String operationID) {
    try {
      switch (change) {
        case TokenChange.None() -> {}
        case TokenChange.KeepOnly(Login login) ->
            as(login.userID(), operationID)
                .run(() ->
                    auth.invalidateToken(
                        invalidateTokenReq
                            .newBuilder()
                            .setPreservedToken(login.token())
                            .setUserID(login.userID())
                            .setPlatformID(login.platform().id())
                            .build()));
        case TokenChange.End(String userID, var tokens) ->
            as(userID, operationID)
                .run(
                    () -> auth.kickTokens(kickTokensReq.newBuilder().addAllTokens(tokens).build()));
      }
    } catch (RuntimeException e) {
      log.warn("tokens of displaced logins stay valid: {}", ErrorTable.of(e).getMessage());
    }
  }

  private static RequestContext as(String userID, String operationID) {
    return RequestContext.of(operationID, userID).asAdmin();
  }
}
