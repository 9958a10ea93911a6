package im.rpc.auth;

import im.common.error.ErrorTable;
import im.common.rpc.RpcClients;
import im.common.rpc.RpcClients.Instance;
import im.common.rpc.ServiceName;
import im.common.token.TokenStore;
import im.proto.msggateway.KickUserOfflineReq;
import im.proto.msggateway.KickUserOfflineResp;
import im.proto.msggateway.msgGatewayGrpc;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Logs a user out of a platform: ends his tokens there and has every gateway close his
/// connections.
final class ForcedLogout {
  private static final Logger log = LoggerFactory.getLogger(ForcedLogout.class);
  private static final long GATEWAY_DEADLINE_SECONDS = 5;

  private final TokenStore store;
  private final RpcClients rpc;

  ForcedLogout(TokenStore store, RpcClients rpc) {
    this.store = store;
    this.rpc = rpc;
  }

  /// Returns when all tokens are ended and every gateway has answered or had 5 s to do so; a
  /// gateway's failure is logged only. Succeeds for unknown users too.
  void logOut(String userID, int platformID) {
    // Tokens first: a client that is cut off and comes back at once finds the door closed.
    store.kickAllBut("", userID, platformID);
    KickUserOfflineReq request =
        KickUserOfflineReq.newBuilder().setPlatformID(platformID).addKickUserIDList(userID).build();
    Map<String, Future<KickUserOfflineResp>> calls = new LinkedHashMap<>();
    for (Instance gateway : rpc.instances(ServiceName.GATEWAY)) {
      calls.put(
          gateway.address(),
          msgGatewayGrpc
              .newFutureStub(gateway.channel())
              .withDeadlineAfter(GATEWAY_DEADLINE_SECONDS, TimeUnit.SECONDS)
              .kickUserOffline(request));
    }
    calls.forEach((address, call) -> await(address, call, userID, platformID));
  }

  private static void await(
      String address, Future<KickUserOfflineResp> call, String userID, int platformID) {
    try {
      call.get();
    } catch (ExecutionException e) {
      log.warn(
          "gateway {} did not kick user {} on platform {}: {}",
          address,
          userID,
          platformID,
          ErrorTable.of(e).getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      log.warn("interrupted before gateway {} answered for user {}", address, userID);
    }
  }
}
