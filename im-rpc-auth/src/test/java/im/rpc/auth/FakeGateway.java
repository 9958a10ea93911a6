package im.rpc.auth;

import static im.common.rpc.Replies.reply;

import im.common.error.ErrorCode;
import im.proto.msggateway.KickUserOfflineReq;
import im.proto.msggateway.KickUserOfflineResp;
import im.proto.msggateway.msgGatewayGrpc;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A gateway that remembers whom it was to kick, and fails when told to.
final class FakeGateway extends msgGatewayGrpc.msgGatewayImplBase {
  final List<String> kicked = new CopyOnWriteArrayList<>();
  volatile boolean failing;

  @Override
  public void kickUserOffline(KickUserOfflineReq req, StreamObserver<KickUserOfflineResp> out) {
    if (failing) {
      throw ErrorCode.INTERNAL.because("gateway: out of order (expected by the test)");
    }
    req.getKickUserIDListList().forEach(user -> kicked.add(user + "@" + req.getPlatformID()));
    reply(out, KickUserOfflineResp.getDefaultInstance());
  }
}
