package im.msggateway;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.http.ListenException;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class GatewayServerTest {

  @Test
  void aPortInUseIsNamedWithTheReason() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      InetSocketAddress bind = new InetSocketAddress("127.0.0.1", taken.getLocalPort());
      assertThatThrownBy(() -> GatewayServer.listen(bind, ChannelInboundHandlerAdapter::new))
          .isInstanceOf(ListenException.class)
          .hasMessageContainingAll(
              "cannot listen on 127.0.0.1:" + taken.getLocalPort(), "Address already in use");
    }
  }
}
