package im.msggateway;

import static im.msggateway.GatewayFixture.awaitSessions;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.msggateway.GatewayFixture.Node;
import im.msggateway.session.LoginPolicy;
import im.msggateway.session.PeerGateways;
import im.msggateway.session.SessionRegistry;
import im.msggateway.session.Timings;
import im.proto.msggateway.KickUserOfflineReq;
import im.proto.msggateway.MultiTerminalLoginCheckReq;
import im.proto.sdkws.GetMaxSeqReq;
import io.grpc.Metadata;
import io.grpc.stub.MetadataUtils;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `reference/ws-protocol.md` 6, conformance checks 36 to 39.
@ExtendWith(RedisExtension.class)
class LoginsTest {
  private GatewayFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new GatewayFixture(RedisExtension.redis());
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private Node start(LoginPolicy policy) throws Exception {
    return fixture.start(GatewayFixture.options(policy, Timings.PROTOCOL));
  }

  private WsClient login(Node node, int platformID, String number) throws IOException {
    return fixture.login(node, "u", platformID, Backends.token("u", platformID) + number);
  }

  private static void assertStays(WsClient client) throws IOException {
    assertThat(client.ask(1001, "u", GetMaxSeqReq.newBuilder().setUserID("u").build()).errCode())
        .isZero();
  }

  @Test
  void aNewTokenOfThePlatformKicksTheOldOne() throws Exception {
    Node node = start(LoginPolicy.ONE_PER_PLATFORM);
    WsClient first = login(node, 5, "1");
    awaitSessions(node, "u", 1);
    WsClient twin = login(node, 5, "1");
    awaitSessions(node, "u", 2);
    // The twin was not kicked by the first, but there was one on its platform.
    Until.holds("the twin's token stays", () -> fixture.backends.auth.invalidated.size() == 1);
    WsClient phone = login(node, 1, "1");
    awaitSessions(node, "u", 3);
    WsClient second = login(node, 5, "2");
    first.expectKick();
    twin.expectKick();
    assertStays(second);
    assertStays(phone);
    Until.holds("tokens are invalidated", () -> fixture.backends.auth.invalidated.size() == 2);
    assertThat(fixture.backends.auth.invalidated.getLast().getPreservedToken()).isEqualTo("u|5|2");
    assertThat(fixture.backends.auth.invalidated.getLast().getPlatformID()).isEqualTo(5);
    assertThat(node.metric("gateway.sessions.kicked")).isEqualTo(2);
  }

  @Test
  void aNewTokenOfTheClassKicksTheOldOnes() throws Exception {
    Node node = start(LoginPolicy.ONE_PER_CLASS);
    WsClient pad = login(node, 9, "1");
    awaitSessions(node, "u", 1);
    WsClient iphone = login(node, 1, "1");
    awaitSessions(node, "u", 2);
    WsClient pc = login(node, 3, "1");
    WsClient web = login(node, 5, "1");
    awaitSessions(node, "u", 4);
    WsClient android = login(node, 2, "1");
    iphone.expectKick();
    Until.holds("token of the iPhone ends", () -> fixture.backends.auth.kicked.contains("u|1|1"));
    login(node, 8, "1");
    pad.expectKick();
    assertStays(pc);
    assertStays(web);
    assertStays(android);
  }

  @Test
  void everythingButPcsIsExclusive() throws Exception {
    Node node = start(LoginPolicy.ONE_BESIDE_PC);
    WsClient android = login(node, 2, "1");
    awaitSessions(node, "u", 1);
    WsClient pc = login(node, 3, "1");
    WsClient secondPc = login(node, 3, "2");
    awaitSessions(node, "u", 3);
    WsClient web = login(node, 5, "1");
    android.expectKick();
    assertStays(pc);
    assertStays(secondPc);
    assertStays(web);
    Until.holds(
        "other tokens of the newcomer's platform are invalidated",
        () ->
            fixture.backends.auth.invalidated.stream()
                .anyMatch(each -> each.getPreservedToken().equals("u|5|1")));
  }

  @Test
  void aLoginOnAnotherGatewayKicksToo() throws Exception {
    Node one = start(LoginPolicy.ONE_PER_PLATFORM);
    Node two = start(LoginPolicy.ONE_PER_PLATFORM);
    WsClient old = login(one, 5, "1");
    awaitSessions(one, "u", 1);
    WsClient same = login(two, 5, "1");
    awaitSessions(two, "u", 1);
    assertStays(old);
    assertStays(same);
    WsClient next = login(two, 5, "2");
    old.expectKick();
    same.expectKick();
    assertStays(next);
  }

  @Test
  void lateNewsOfALoginElsewhereDoesNotHitANewerOne() throws Exception {
    Node node = start(LoginPolicy.ONE_PER_PLATFORM);
    long before = System.currentTimeMillis() - 60_000;
    WsClient newer = login(node, 5, "2");
    awaitSessions(node, "u", 1);
    tellOfLogin(node, Long.toString(before), "u|5|1");
    assertStays(newer);
    assertThat(fixture.backends.auth.invalidated).isEmpty();
    tellOfLogin(node, Long.toString(before + 120_000), "u|5|3");
    newer.expectKick();
    Until.holds("older tokens are invalidated", () -> !fixture.backends.auth.invalidated.isEmpty());
    assertThat(fixture.backends.auth.invalidated)
        .extracting(each -> each.getPreservedToken())
        .containsExactly("u|5|3");
  }

  @Test
  void aGatewayOfAnotherMakeIsBelieved() throws Exception {
    Node node = start(LoginPolicy.ONE_PER_PLATFORM);
    WsClient old = login(node, 5, "1");
    awaitSessions(node, "u", 1);
    tellOfLogin(node, null, "u|5|2");
    old.expectKick();
  }

  private static void tellOfLogin(
      Node node, @org.jspecify.annotations.Nullable String epoch, String token) {
    Metadata headers = new Metadata();
    if (epoch != null) {
      headers.put(PeerGateways.EPOCH, epoch);
    }
    RequestContexts.ADMIN.run(() ->
        node.stub()
            .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
            .multiTerminalLoginCheck(
                MultiTerminalLoginCheckReq.newBuilder()
                    .setUserID("u")
                    .setPlatformID(5)
                    .setToken(token)
                    .build()));
  }

  @Test
  void anAdminKicksOnePlatform() throws Exception {
    Node node = start(LoginPolicy.ONE_PER_PLATFORM);
    for (int platform : new int[] {5, 10, 11, 12}) {
      WsClient kicked = login(node, platform, "1");
      WsClient other = login(node, 2, "1");
      awaitSessions(node, "u", 2);
      kick(node, platform);
      kicked.expectKick();
      assertStays(other);
      other.close();
      awaitSessions(node, "u", 0);
    }
  }

  @Test
  void aKickReachesAConnectionWhoseTokenIsBeingChecked() throws Exception {
    Node node = start(LoginPolicy.ONE_PER_PLATFORM);
    WsClient phone = login(node, 1, "1");
    fixture.backends.auth.whileParsing = () -> kick(node, 5);
    WsClient kicked = login(node, 5, "1");
    kicked.expectKick();
    awaitSessions(node, "u", 1);
    assertThat(node.metric("gateway.sessions.kicked")).isEqualTo(1);
    fixture.backends.auth.whileParsing = () -> {};
    WsClient again = login(node, 5, "2");
    assertStays(again);
    assertStays(phone);
  }

  private static void kick(Node node, int platform) {
    RequestContexts.ADMIN.run(() ->
        node.stub()
            .kickUserOffline(
                KickUserOfflineReq.newBuilder()
                    .setPlatformID(platform)
                    .addKickUserIDList("nobody")
                    .addKickUserIDList("u")
                    .build()));
  }

  @Test
  void countsUsersNotConnections() throws Exception {
    Node node = start(LoginPolicy.KEEP_ALL);
    WsClient one = login(node, 5, "1");
    WsClient two = login(node, 5, "2");
    fixture.login(node, "v", 5);
    Until.holds("two users", () -> node.metric("online_user_num") == 2);
    one.close();
    two.close();
    Until.holds("one user", () -> node.metric("online_user_num") == 1);
  }

  @Test
  void theOldestOfTooManyConnectionsWithOneTokenIsKicked() throws Exception {
    Node node = start(LoginPolicy.ONE_PER_CLASS);
    WsClient phone = login(node, 1, "1");
    List<WsClient> clients = new ArrayList<>();
    for (int i = 0; i < SessionRegistry.MAX_PER_PLATFORM; i++) {
      clients.add(login(node, 5, "1"));
      awaitSessions(node, "u", i + 2);
    }
    assertThat(node.metric("gateway.sessions.kicked")).isZero();
    WsClient newest = login(node, 5, "1");
    clients.getFirst().expectKick();
    assertStays(clients.get(1));
    assertStays(clients.getLast());
    assertStays(newest);
    assertStays(phone);
    awaitSessions(node, "u", SessionRegistry.MAX_PER_PLATFORM + 1);
    assertThat(node.metric("gateway.sessions.kicked")).isEqualTo(1);
    // The token is that of the others, too.
    assertThat(fixture.backends.auth.kicked).isEmpty();
  }

  @Test
  void manyLoginsOfOneUserLeaveOne() throws Exception {
    Node node = start(LoginPolicy.ONE_PER_PLATFORM);
    WsClient[] clients = new WsClient[40];
    Thread[] threads = new Thread[clients.length];
    for (int i = 0; i < clients.length; i++) {
      int number = i;
      threads[i] =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  clients[number] = login(node, 5, "n" + number);
                } catch (IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
    }
    for (Thread thread : threads) {
      thread.join();
    }
    awaitSessions(node, "u", 1);
    Until.holds(
        "all others are kicked",
        () -> node.metric("gateway.sessions.kicked") == clients.length - 1);
  }
}
