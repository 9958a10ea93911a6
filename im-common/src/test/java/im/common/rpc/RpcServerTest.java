package im.common.rpc;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.access.Access;
import im.common.access.AccessTable;
import im.common.http.ListenException;
import im.common.rpc.validation.RequestValidator;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

class RpcServerTest {

  @Test
  void aPortInUseIsNamedWithTheReason() throws Exception {
    RpcServer.Guards guards =
        new RpcServer.Guards(
            new RequestValidator(),
            AccessTable.load(),
            new Access(List.of()),
            new SimpleMeterRegistry());
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      InetSocketAddress bind = new InetSocketAddress("127.0.0.1", taken.getLocalPort());
      try (RpcServer server = RpcServer.network("test", bind, 1 << 20, List.of(), guards)) {
        assertThatThrownBy(server::start)
            .isInstanceOf(ListenException.class)
            .hasMessageContainingAll(
                "cannot listen on 127.0.0.1:" + taken.getLocalPort(), "Address already in use");
      }
    }
  }
}
