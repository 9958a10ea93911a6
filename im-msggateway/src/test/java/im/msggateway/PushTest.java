package im.msggateway;

import static im.msggateway.GatewayFixture.FORMATS;
import static im.msggateway.GatewayFixture.awaitSessions;
import static im.msggateway.GatewayFixture.message;
import static im.msggateway.GatewayFixture.query;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.context.RequestContext;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.msggateway.GatewayFixture.Node;
import im.msggateway.codec.Request;
import im.msggateway.codec.Response;
import im.msggateway.codec.WireFormat;
import im.msggateway.session.LoginPolicy;
import im.proto.msggateway.GetUsersOnlineStatusReq;
import im.proto.msggateway.GetUsersOnlineStatusResp.SuccessDetail;
import im.proto.msggateway.OnlineBatchPushOneMsgReq;
import im.proto.msggateway.OnlinePushMsgReq;
import im.proto.msggateway.SingleMsgToUserResults;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PushMessages;
import im.proto.sdkws.SetAppBackgroundStatusReq;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// `reference/ws-protocol.md` 4.5 and 8, conformance checks 33, 35 and 51.
@ExtendWith(RedisExtension.class)
class PushTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private GatewayFixture fixture;
  private Node node;

  @BeforeEach
  void start() throws Exception {
    fixture = new GatewayFixture(RedisExtension.redis());
    node = fixture.start(GatewayFixture.options(LoginPolicy.KEEP_ALL, GatewayFixture.PATIENT));
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  private List<SingleMsgToUserResults> push(MsgData message, String... users) {
    return RequestContext.of("push-op", "")
        .asAdmin()
        .call(() ->
            node.stub()
                .superGroupOnlineBatchPushOneMsg(
                    OnlineBatchPushOneMsgReq.newBuilder()
                        .setMsgData(message)
                        .addAllPushToUserIDs(List.of(users))
                        .build())
                .getSinglePushResultList());
  }

  @Test
  void reachesEveryConnectionInItsOwnFormat() throws Exception {
    String[] parameters = {"", "&sdkType=js", "&compression=gzip", "&compression=gzip&sdkType=js"};
    WireFormat[] formats = {FORMATS.gob(), FORMATS.json(), FORMATS.gobGzip(), FORMATS.jsonGzip()};
    WsClient[] clients = new WsClient[formats.length];
    for (int i = 0; i < formats.length; i++) {
      clients[i] =
          fixture
              .connect(node, query("b", 5, Backends.token("b", 5)) + parameters[i])
              .format(formats[i]);
    }
    awaitSessions(node, "b", 4);
    MsgData message = message("a", "b", "m1", 7);
    SingleMsgToUserResults result = push(message, "b").getFirst();
    assertThat(result.getUserID()).isEqualTo("b");
    assertThat(result.getRespList())
        .hasSize(4)
        .allSatisfy(each -> {
          assertThat(each.getResultCode()).isZero();
          assertThat(each.getRecvPlatFormID()).isEqualTo(5);
          assertThat(each.getRecvID()).isEmpty();
        });
    assertThat(result.getOnlinePush()).isFalse();
    for (WsClient client : clients) {
      Response push = client.envelope();
      assertThat(push.operationID()).isEqualTo("push-op");
      assertThat(push.msgIncr()).isEmpty();
      PushMessages messages = PushMessages.parseFrom(push.data());
      assertThat(messages.getNotificationMsgsMap()).isEmpty();
      assertThat(messages.getMsgsMap()).containsOnlyKeys("si_a_b");
      assertThat(messages.getMsgsOrThrow("si_a_b").getMsgsList()).containsExactly(message);
    }
  }

  @Test
  void outsideOfBrowsersAClientHasReadTheAnswerBeforeTheCopy() throws Exception {
    WsClient client = fixture.login(node, "a", 5, Backends.token("a", 5), new String[0]);
    awaitSessions(node, "a", 1);
    client.send(new Request(1003, "", "a", "o", "1", message("a", "b", "m1", 0).toByteString()));
    assertThat(client.envelope().msgIncr()).isEqualTo("1");
    assertThat(client.frame().opcode()).isEqualTo(WsClient.PING);

    push(message("a", "b", "m1", 1), "a");
    push(message("b", "a", "m2", 2), "a");
    // What is asked after the pushes is answered before them.
    client.ask(1001, "a", GetMaxSeqReq.newBuilder().setUserID("a").build());
    client.send(WsClient.PONG, new byte[0]);
    assertThat(client.push().getMsgsOrThrow("si_a_b").getMsgs(0).getClientMsgID()).isEqualTo("m1");
    assertThat(client.push().getMsgsOrThrow("si_a_b").getMsgs(0).getClientMsgID()).isEqualTo("m2");
  }

  @Test
  void putsNotificationsApart() throws Exception {
    WsClient client = fixture.login(node, "b", 5);
    awaitSessions(node, "b", 1);
    push(
        message("a", "b", "m1", 1).toBuilder().putOptions("isNotNotification", false).build(), "b");
    PushMessages messages = client.push();
    assertThat(messages.getMsgsMap()).isEmpty();
    assertThat(messages.getNotificationMsgsMap()).containsOnlyKeys("n_a_b");
  }

  @Test
  void saysWhatBecameOfIt() throws Exception {
    WsClient phone = fixture.login(node, "b", 1);
    fixture.login(node, "c", 2);
    fixture.login(node, "d", 5);
    fixture.login(node, "d", 9);
    awaitSessions(node, "b", 1);
    awaitSessions(node, "c", 1);
    awaitSessions(node, "d", 2);
    List<SingleMsgToUserResults> results = push(message("a", "b", "m", 1), "b", "c", "d", "e");
    assertThat(results)
        .extracting(SingleMsgToUserResults::getUserID)
        .containsExactly("b", "c", "d", "e");
    assertThat(results)
        .extracting(SingleMsgToUserResults::getOnlinePush)
        .containsExactly(true, true, false, false);
    assertThat(results).extracting(each -> each.getRespCount()).containsExactly(1, 1, 2, 0);
    assertThat(phone.push().getMsgsMap()).hasSize(1);

    background(phone, true);
    SingleMsgToUserResults withheld = push(message("a", "b", "m2", 2), "b").getFirst();
    assertThat(withheld.getOnlinePush()).isFalse();
    assertThat(withheld.getResp(0).getResultCode()).isEqualTo(1604);
    background(phone, false);
    push(message("a", "b", "m3", 3), "b");
    assertThat(phone.push().getMsgsOrThrow("si_a_b").getMsgs(0).getClientMsgID()).isEqualTo("m3");
  }

  private static void background(WsClient client, boolean isBackground) throws Exception {
    assertThat(
            client
                .ask(
                    2004,
                    "b",
                    SetAppBackgroundStatusReq.newBuilder()
                        .setUserID("b")
                        .setIsBackground(isBackground)
                        .build())
                .errCode())
        .isZero();
  }

  @Test
  void aPhoneThatConnectsInTheBackgroundStillGetsPushes() throws Exception {
    WsClient phone =
        fixture
            .connect(node, "isBackground=true&" + query("b", 1, Backends.token("b", 1)))
            .format(FORMATS.gob());
    awaitSessions(node, "b", 1);
    assertThat(push(message("a", "b", "m", 1), "b").getFirst().getOnlinePush()).isTrue();
    assertThat(phone.push().getMsgsMap()).hasSize(1);
  }

  @Test
  void keepsTheOrder() throws Exception {
    WsClient client = fixture.login(node, "b", 5);
    awaitSessions(node, "b", 1);
    for (int seq = 1; seq <= 500; seq++) {
      push(message("a", "b", "m" + seq, seq), "b");
    }
    for (int seq = 1; seq <= 500; seq++) {
      assertThat(client.push().getMsgsOrThrow("si_a_b").getMsgs(0).getSeq()).isEqualTo(seq);
    }
  }

  @Test
  void aReaderThatStopsHoldsNobodyUp() throws Exception {
    try (WsClient deaf = WsClient.deaf(node.port(), "/?" + query("b", 2, Backends.token("b", 2)))) {
      assertThat(deaf.head).contains("101");
      WsClient other = fixture.login(node, "b", 5);
      awaitSessions(node, "b", 2);
      MsgData.Builder large =
          message("a", "b", "m", 1).toBuilder().setAttachedInfo("x".repeat(20_000));
      AtomicInteger pushed = new AtomicInteger();
      Until.holds(
          "the deaf is closed",
          LONG,
          () -> {
            for (int i = 0; i < 10; i++) {
              push(large.setSendID("a" + pushed.incrementAndGet()).build(), "b");
              assertThat(other.push().getMsgsMap()).hasSize(1);
            }
            return node.metric("gateway.slow.readers.closed") > 0;
          });
      // Many conversations, so hints could not save it.
      assertThat(pushed).hasValueGreaterThan(100);
      awaitSessions(node, "b", 1);
    }
  }

  @Test
  void aReaderThatStopsInOneConversationGetsAHint() throws Exception {
    try (WsClient deaf = WsClient.deaf(node.port(), "/?" + query("b", 2, Backends.token("b", 2)))) {
      awaitSessions(node, "b", 1);
      MsgData.Builder large =
          message("a", "b", "m", 1).toBuilder().setAttachedInfo("x".repeat(8_000));
      AtomicInteger seq = new AtomicInteger();
      Until.holds(
          "hints take the place of many",
          LONG,
          () -> {
            for (int i = 0; i < 50; i++) {
              push(large.setSeq(seq.incrementAndGet()).build(), "b");
            }
            return node.metric("gateway.frames.dropped", "reason", "superseded") >= 500;
          });
      deaf.readFrames();
      deaf.format(FORMATS.gob());
      long before = 0;
      while (before < seq.get()) {
        for (MsgData next : deaf.push().getMsgsOrThrow("si_a_b").getMsgsList()) {
          assertThat(next.getSeq()).isGreaterThan(before);
          before = next.getSeq();
        }
      }
      assertThat(node.metric("gateway.slow.readers.closed")).isZero();
    }
  }

  @Test
  void tellsAdminsWhoIsConnected() throws Exception {
    WsClient phone = fixture.login(node, "b", 1);
    awaitSessions(node, "b", 1);
    fixture.login(node, "b", 5);
    awaitSessions(node, "b", 2);
    background(phone, true);
    GetUsersOnlineStatusReq request =
        GetUsersOnlineStatusReq.newBuilder().addUserIDs("b").addUserIDs("nobody").build();
    var response = RequestContexts.ADMIN.call(() -> node.stub().getUsersOnlineStatus(request));
    assertThat(response.getSuccessResultList()).hasSize(1);
    assertThat(response.getSuccessResult(0).getStatus()).isEqualTo(1);
    List<SuccessDetail> details = response.getSuccessResult(0).getDetailPlatformStatusList();
    assertThat(details).extracting(SuccessDetail::getPlatformID).containsExactly(1, 5);
    assertThat(details).extracting(SuccessDetail::getIsBackground).containsExactly(true, false);
    assertThat(details.getFirst().getToken()).isEqualTo("b|1|");
    assertThat(details.getFirst().getConnID()).matches("[0-9a-f]{32}");
    assertThatThrownBy(
            () -> RequestContext.of("o", "b").run(() -> node.stub().getUsersOnlineStatus(request)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(im.common.error.ErrorTable.of(e).code()).isEqualTo(1002));
  }

  @Test
  void leavesTheOldMethodsOut() {
    assertThatThrownBy(() ->
            RequestContexts.ADMIN.run(() ->
                node.stub()
                    .onlinePushMsg(
                        OnlinePushMsgReq.newBuilder()
                            .setMsgData(message("a", "b", "m", 1))
                            .setPushToUserID("b")
                            .build())))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED));
  }

  @Test
  void aPushToAClosedConnectionIsNoFailure() throws Exception {
    WsClient client = fixture.login(node, "b", 2);
    awaitSessions(node, "b", 1);
    client.close();
    Until.holds(
        "the session is gone",
        () -> {
          push(message("a", "b", "m", 1), "b")
              .forEach(each ->
                  assertThat(each.getRespList())
                      .allSatisfy(one -> assertThat(one.getResultCode()).isZero()));
          return GatewayFixture.sessions(node, "b") == 0;
        });
  }
}
