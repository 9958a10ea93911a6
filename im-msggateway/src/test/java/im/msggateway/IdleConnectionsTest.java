package im.msggateway;

import static im.msggateway.GatewayFixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.msggateway.GatewayFixture.Node;
import im.msggateway.session.LoginPolicy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a connection costs that only exists, here with the client's socket in the same heap.
@ExtendWith(RedisExtension.class)
class IdleConnectionsTest {
  private static final int CONNECTIONS = 2000;
  // 16 KiB are allowed for all, of which the kernel takes 5.
  private static final long MAX_BYTES_EACH = 8 << 10;

  @Test
  void areCheap() throws Exception {
    try (GatewayFixture fixture = new GatewayFixture(RedisExtension.redis())) {
      Node node =
          fixture.start(
              new GatewayOptions(
                  new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                  2 * CONNECTIONS,
                  Duration.ofMinutes(1),
                  LoginPolicy.ONE_PER_PLATFORM,
                  GatewayFixture.PATIENT));
      connect(node, "warm", 100).forEach(WsClient::close);
      Until.holds("warm-up is over", () -> node.metric("gateway.connections") == 0);
      long before = usedHeap();
      List<WsClient> clients = connect(node, "u", CONNECTIONS);
      Until.holds("all are there", () -> node.metric("online_user_num") == CONNECTIONS);
      long each = (usedHeap() - before) / CONNECTIONS;
      clients.forEach(WsClient::close);
      assertThat(each).as("heap bytes for each connection").isLessThan(MAX_BYTES_EACH);
    }
  }

  private static List<WsClient> connect(Node node, String prefix, int count) throws Exception {
    List<WsClient> clients = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String userID = prefix + i;
      clients.add(WsClient.deaf(node.port(), "/?" + query(userID, 2, Backends.token(userID, 2))));
    }
    return clients;
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long used = Long.MAX_VALUE;
    for (int i = 0; i < 5; i++) {
      System.gc();
      used = Math.min(used, runtime.totalMemory() - runtime.freeMemory());
    }
    return used;
  }
}
