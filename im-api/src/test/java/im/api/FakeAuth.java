package im.api;

import im.common.error.ErrorCode;
import im.common.rpc.Replies;
import im.proto.auth.AuthGrpc.AuthImplBase;
import im.proto.auth.parseTokenReq;
import im.proto.auth.parseTokenResp;
import io.grpc.stub.StreamObserver;

/// Takes every token for the id of its user on the Web, except `kicked`.
final class FakeAuth extends AuthImplBase {
  @Override
  public void parseToken(parseTokenReq request, StreamObserver<parseTokenResp> out) {
    if (request.getToken().equals("kicked")) {
      throw ErrorCode.TOKEN_KICKED.bare();
    }
    Replies.reply(
        out, parseTokenResp.newBuilder().setUserID(request.getToken()).setPlatformID(5).build());
  }
}
