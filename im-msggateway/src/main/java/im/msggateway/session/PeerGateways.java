package im.msggateway.session;

import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.rpc.RpcClients;
import im.common.rpc.RpcClients.Instance;
import im.common.rpc.ServiceName;
import im.proto.msggateway.MultiTerminalLoginCheckReq;
import im.proto.msggateway.msgGatewayGrpc;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the other gateways of a login, so that the policy holds across all of them
/// (`reference/ws-protocol.md` 6.4). Never waited for.
public final class PeerGateways {
  /// Metadata with the epoch of the login, unix ms; absent when a gateway of another make calls.
  public static final Metadata.Key<String> EPOCH =
      Metadata.Key.of("im-login-epoch", Metadata.ASCII_STRING_MARSHALLER);

  private static final Logger log = LoggerFactory.getLogger(PeerGateways.class);
  private static final long DEADLINE_SECONDS = 5;

  private final RpcClients rpc;
  private final Supplier<String> ownAddress;
  private final Executor executor;

  /// `ownAddress` is this gateway's entry in discovery; `executor` gives a virtual thread to each
  /// call.
  public PeerGateways(RpcClients rpc, Supplier<String> ownAddress, Executor executor) {
    this.rpc = rpc;
    this.ownAddress = ownAddress;
    this.executor = executor;
  }

  void tell(Login login, String operationID) {
    String own = ownAddress.get();
    for (Instance peer : rpc.instances(ServiceName.GATEWAY)) {
      if (!peer.address().equals(own)) {
        executor.execute(
            RequestContext.of(operationID, login.userID()).asAdmin().wrap(() -> tell(peer, login)));
      }
    }
  }

  private static void tell(Instance peer, Login login) {
    Metadata headers = new Metadata();
    headers.put(EPOCH, Long.toString(login.epoch()));
    try {
      // The answer says nothing.
      var _ =
          msgGatewayGrpc
              .newBlockingStub(peer.channel())
              .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
              .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
              .multiTerminalLoginCheck(
                  MultiTerminalLoginCheckReq.newBuilder()
                      .setUserID(login.userID())
                      .setPlatformID(login.platform().id())
                      .setToken(login.token())
                      .build());
    } catch (RuntimeException e) {
      log.warn(
          "gateway {} was not told of {}: {}",
          peer.address(),
          login,
          ErrorTable.of(e).getMessage());
    }
  }
}
