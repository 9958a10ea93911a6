package im.msggateway.handshake;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.auth.AuthGrpc;
import im.proto.auth.parseTokenReq;
import im.proto.auth.parseTokenResp;

/// Asks the auth service whether a token is good, and compares it with what the client claims to be
/// (`reference/ws-protocol.md` 1.4 steps 3 and 4).
public final class TokenCheck {
  private final AuthGrpc.AuthBlockingStub auth;

  /// Calls the auth service through `rpc`.
  public TokenCheck(RpcClients rpc) {
    auth = rpc.stub(ServiceName.AUTH, AuthGrpc::newBlockingStub);
  }

  /// Returns when the token of `request` is good; blocks.
  ///
  /// @throws ImException 1501 to 1507 when it is not, 500 when that cannot be found out
  void check(ConnectRequest request, String connID) {
    RequestContext context =
        RequestContext.of(request.operationID(), request.userID())
            .withPlatform(request.platform().wireName())
            .withConnID(connID);
    parseTokenResp owner;
    try {
      owner =
          context.call(
              () -> auth.parseToken(parseTokenReq.newBuilder().setToken(request.token()).build()));
    } catch (RuntimeException e) {
      throw withoutDetail(ErrorTable.of(e));
    }
    if (!owner.getUserID().equals(request.userID())) {
      throw ErrorCode.TOKEN_INVALID.because(
          "token uid " + owner.getUserID() + " != userID " + request.userID());
    }
    if (owner.getPlatformID() != request.platform().id()) {
      throw ErrorCode.TOKEN_INVALID.because(
          "token platform %d != platformID %d"
              .formatted(owner.getPlatformID(), request.platform().id()));
    }
  }

  // Clients get no detail with these codes.
  private static ImException withoutDetail(ImException error) {
    return error.code() >= ErrorCode.TOKEN_EXPIRED.code()
            && error.code() <= ErrorCode.TOKEN_NOT_EXIST.code()
        ? new ImException(error.code(), error.text(), "")
        : error;
  }
}
