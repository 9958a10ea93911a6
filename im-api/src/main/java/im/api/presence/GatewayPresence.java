package im.api.presence;

import com.google.common.util.concurrent.ListenableFuture;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.rpc.RpcClients.Instance;
import im.proto.msggateway.GetUsersOnlineStatusReq;
import im.proto.msggateway.GetUsersOnlineStatusResp;
import im.proto.msggateway.GetUsersOnlineStatusResp.SuccessResult;
import im.proto.msggateway.msgGatewayGrpc;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connections of users on all gateways.
public final class GatewayPresence {
  private static final Logger log = LoggerFactory.getLogger(GatewayPresence.class);

  private final Supplier<List<Instance>> gateways;

  /// `gateways` gives every gateway that is known when asked.
  public GatewayPresence(Supplier<List<Instance>> gateways) {
    this.gateways = gateways;
  }

  /// What each gateway that answers knows of the users it holds. A gateway that fails is left out.
  List<List<SuccessResult>> find(List<String> userIDs) throws InterruptedException {
    var request = GetUsersOnlineStatusReq.newBuilder().addAllUserIDs(userIDs).build();
    record Asked(String address, ListenableFuture<GetUsersOnlineStatusResp> answer) {}
    List<Asked> asked =
        gateways.get().stream()
            .map(gateway ->
                new Asked(
                    gateway.address(),
                    msgGatewayGrpc.newFutureStub(gateway.channel()).getUsersOnlineStatus(request)))
            .toList();
    List<List<SuccessResult>> found = new ArrayList<>();
    for (Asked one : asked) {
      try {
        found.add(one.answer().get().getSuccessResultList());
      } catch (ExecutionException e) {
        ImException error = ErrorTable.of(e);
        log.warn(
            "gateway={} left out errCode={} {} {}",
            one.address(),
            error.code(),
            error.text(),
            error.detail());
      }
    }
    return found;
  }
}
