package im.msggateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import im.common.presence.OnlineStatus;
import im.common.presence.Routes;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.msggateway.GatewayFixture.Node;
import im.msggateway.codec.Response;
import im.msggateway.session.LoginPolicy;
import im.msggateway.session.Timings;
import im.proto.sdkws.SubUserOnlineStatus;
import im.proto.sdkws.SubUserOnlineStatusElem;
import im.proto.sdkws.SubUserOnlineStatusTips;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `reference/ws-protocol.md` 7, conformance checks 34 and 40 to 44.
@ExtendWith(RedisExtension.class)
class PresenceTest {
  private GatewayFixture fixture;
  private Node node;
  private Routes routes;

  @BeforeEach
  void start() throws Exception {
    RedisExtension.redis().sync().flushall();
    fixture = new GatewayFixture(RedisExtension.redis());
    node = fixture.start(GatewayFixture.options(LoginPolicy.KEEP_ALL, Timings.PROTOCOL));
    routes = new Routes(RedisExtension.redis(), Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private void awaitPlatforms(String userID, Integer... platforms) throws Exception {
    Until.holds(
        userID + " is online on " + List.of(platforms),
        () ->
            fixture
                .backends
                .user
                .status
                .platforms(List.of(userID))
                .equals(Map.of(userID, List.of(platforms))));
  }

  private Map<String, List<String>> targets(String userID) {
    return routes
        .lookup(List.of(node.address()), List.of(userID))
        .toCompletableFuture()
        .join()
        .targets();
  }

  @Test
  void reportsComingAndGoing() throws Exception {
    WsClient browser = fixture.login(node, "b", 5);
    awaitPlatforms("b", 5);
    WsClient twin = fixture.login(node, "b", 5);
    WsClient phone = fixture.login(node, "b", 2);
    awaitPlatforms("b", 2, 5);
    browser.close();
    GatewayFixture.awaitSessions(node, "b", 2);
    awaitPlatforms("b", 2, 5);
    twin.close();
    awaitPlatforms("b", 2);
    phone.close();
    awaitPlatforms("b");
    long score = System.currentTimeMillis() / 1000;
    fixture.login(node, "c", 5);
    awaitPlatforms("c", 5);
    assertThat(RedisExtension.redis().sync().zscore("ONLINE:c", "5"))
        .isBetween(score + 1799.0, score + 1830.0);
  }

  @Test
  void hasARouteBeforeItAnswersAndNoneAfterwards() throws Exception {
    assertThat(targets("b")).isEmpty();
    WsClient client = fixture.login(node, "b", 5);
    // Answered requests prove that pushes find the connection.
    ask(client, List.of(), List.of());
    assertThat(targets("b")).isEqualTo(Map.of(node.address(), List.of("b")));
    assertThat(targets("other")).isEmpty();
    client.close();
    Until.holds("the route is released", () -> targets("b").isEmpty());
  }

  @Test
  void reportsAgainWhatFailed() throws Exception {
    fixture.backends.user.failing = true;
    fixture.login(node, "b", 5);
    GatewayFixture.awaitSessions(node, "b", 1);
    fixture.backends.user.failing = false;
    awaitPlatforms("b", 5);
  }

  @Test
  void answersSubscriptions() throws Exception {
    WsClient watcher = fixture.login(node, "a", 5);
    awaitPlatforms("a", 5);
    fixture.login(node, "b", 2);
    awaitPlatforms("b", 2);
    assertThat(ask(watcher, List.of("b", "nobody", "a", "b"), List.of()))
        .containsExactly(elem("b", 2), elem("nobody"), elem("a", 5), elem("b", 2));
    assertThat(ask(watcher, List.of("c"), List.of("c"))).containsExactly(elem("c"));
    Response unsubscribed =
        watcher.ask(2005, "a", SubUserOnlineStatus.newBuilder().addUnsubscribeUserID("b").build());
    assertThat(unsubscribed.data()).isEqualTo(ByteString.EMPTY);
  }

  @Test
  void tellsWatchersTheWholeList() throws Exception {
    WsClient watcher = fixture.login(node, "a", 5);
    ask(watcher, List.of("b", "c"), List.of());
    WsClient browser = fixture.login(node, "b", 5);
    Response push = watcher.envelope();
    assertThat(push.reqIdentifier()).isEqualTo(2005);
    assertThat(push.msgIncr()).isEmpty();
    assertThat(push.operationID()).isEmpty();
    assertThat(elements(push)).containsExactly(elem("b", 5));
    WsClient phone = fixture.login(node, "b", 2);
    assertThat(elements(watcher.envelope())).containsExactly(elem("b", 2, 5));
    browser.close();
    assertThat(elements(watcher.envelope())).containsExactly(elem("b", 2));
    phone.close();
    assertThat(elements(watcher.envelope())).containsExactly(elem("b"));
    ask(watcher, List.of(), List.of("b"));
    fixture.login(node, "b", 5);
    awaitPlatforms("b", 5);
    fixture.login(node, "c", 5);
    assertThat(elements(watcher.envelope())).containsExactly(elem("c", 5));
  }

  @Test
  void healsWhatOthersDestroyed() throws Exception {
    fixture.login(node, "b", 5);
    fixture.login(node, "b", 2);
    awaitPlatforms("b", 2, 5);
    fixture.backends.user.status.update(
        List.of(new OnlineStatus.Report("b", List.of(), List.of(2))));
    awaitPlatforms("b", 2, 5);
  }

  @Test
  void reportsEverybodyOfflineWhenItStops() throws Exception {
    WsClient client = fixture.login(node, "b", 5);
    awaitPlatforms("b", 5);
    node.service().close();
    client.expectEnd();
    awaitPlatforms("b");
    assertThat(RedisExtension.redis().sync().exists("IM:ROUTE:b")).isZero();
  }

  private static List<SubUserOnlineStatusElem> ask(
      WsClient client, List<String> subscribe, List<String> unsubscribe) throws Exception {
    Response response =
        client.ask(
            2005,
            client.userID,
            SubUserOnlineStatus.newBuilder()
                .addAllSubscribeUserID(subscribe)
                .addAllUnsubscribeUserID(unsubscribe)
                .build());
    assertThat(response.errCode()).isZero();
    return elements(response);
  }

  private static List<SubUserOnlineStatusElem> elements(Response response) throws Exception {
    ByteString data = response.data();
    return SubUserOnlineStatusTips.parseFrom(data == null ? ByteString.EMPTY : data)
        .getSubscribersList();
  }

  private static SubUserOnlineStatusElem elem(String userID, Integer... platforms) {
    return SubUserOnlineStatusElem.newBuilder()
        .setUserID(userID)
        .addAllOnlinePlatformIDs(List.of(platforms))
        .build();
  }
}
