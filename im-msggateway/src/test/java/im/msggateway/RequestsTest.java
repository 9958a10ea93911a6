package im.msggateway;

import static im.msggateway.GatewayFixture.FORMATS;
import static im.msggateway.GatewayFixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.msggateway.GatewayFixture.Node;
import im.msggateway.codec.Request;
import im.msggateway.codec.Response;
import im.msggateway.codec.WireFormat;
import im.proto.msg.GetConversationsHasReadAndMaxSeqReq;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetSeqMessageReq;
import im.proto.msg.SendMsgResp;
import im.proto.push.DelUserPushTokenReq;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.GetMaxSeqResp;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.SetAppBackgroundStatusReq;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `reference/ws-protocol.md` 4, conformance checks 16 to 34 and 49.
@ExtendWith(RedisExtension.class)
class RequestsTest {
  private static final GetMaxSeqReq OWN = GetMaxSeqReq.newBuilder().setUserID("u1").build();
  private static GatewayFixture fixture;
  private static Node node;

  @BeforeAll
  static void start() throws Exception {
    fixture = new GatewayFixture(RedisExtension.redis());
    node = fixture.start();
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  private static WsClient login() throws IOException {
    return fixture.login(node, "u1", 5);
  }

  @Test
  void answersInEveryWireFormat() throws Exception {
    String[] parameters = {
      "", "&sdkType=js", "&compression=gzip&sdkType=go", "&compression=gzip&sdkType=js"
    };
    WireFormat[] formats = {FORMATS.gob(), FORMATS.json(), FORMATS.gobGzip(), FORMATS.jsonGzip()};
    for (int i = 0; i < formats.length; i++) {
      WsClient client =
          fixture.connect(node, query("u1", 5, Backends.token("u1", 5)) + parameters[i]);
      Response response = client.format(formats[i]).ask(1001, "u1", OWN);
      assertThat(response.reqIdentifier()).isEqualTo(1001);
      assertThat(response.operationID()).isEqualTo("op");
      assertThat(response.errCode()).isZero();
      assertThat(GetMaxSeqResp.parseFrom(response.data()).getMaxSeqsMap())
          .containsEntry("si_a_u1", 5L);
      client.close();
    }
  }

  @Test
  void passesOnWhoAsks() throws Exception {
    login().send(new Request(1001, "", "u1", "opération", "m", OWN.toByteString()));
    Until.holds(
        "context of the call",
        () ->
            fixture.backends.msg.contexts.stream()
                .anyMatch(each ->
                    each.operationID().equals("opération")
                        && each.opUserID().equals("u1")
                        && each.platform().equals("Web")
                        && each.connID().length() == 32
                        && !each.temporaryAdmin()));
  }

  @Test
  void toleratesMissingTextsWhereTheReferenceDoes() throws IOException {
    WsClient client = login();
    client.send(new Request(1001, "", "u1", "", "", OWN.toByteString()));
    Response response = client.envelope();
    assertThat(response.errCode()).isZero();
    assertThat(response.operationID()).isEmpty();
    for (int strict : new int[] {1002, 1005, 1006, 2004}) {
      client.send(new Request(strict, "", "u1", "", "m", ByteString.EMPTY));
      assertThat(client.envelope())
          .isEqualTo(new Response(strict, "m", "", 500, "ServerInternalError", null));
      client.send(new Request(strict, "", "u1", "o", "", ByteString.EMPTY));
      assertThat(client.envelope().errCode()).isEqualTo(500);
    }
  }

  @Test
  void failsWithCodeAndTextOnly() throws IOException {
    WsClient client = login();
    client.send(new Request(1001, "", "u1", "o", "m", ByteString.copyFromUtf8("{\"a\":1}")));
    assertThat(client.envelope())
        .isEqualTo(new Response(1001, "m", "o", 500, "ServerInternalError", null));
    assertThat(client.ask(1003, "u1", GatewayFixture.message("u1", "u2", "blocked", 0)))
        .satisfies(response -> {
          assertThat(response.errCode()).isEqualTo(1302);
          assertThat(response.errMsg()).isEqualTo("BlockedByPeer");
          assertThat(response.data()).isNull();
        });
    assertThat(client.ask(1003, "u1", GatewayFixture.message("u1", "u2", "broken", 0)))
        .satisfies(response -> {
          assertThat(response.errCode()).isEqualTo(500);
          assertThat(response.errMsg()).isEqualTo("ServerInternalError");
        });
    assertThat(client.ask(1004, "u1", MsgData.getDefaultInstance()).errCode()).isEqualTo(1001);
    // The connection has survived all of it.
    assertThat(client.ask(1001, "u1", OWN).errCode()).isZero();
  }

  @Test
  void answersForTheCallerOnly() throws IOException {
    WsClient client = login();
    assertThat(code(client, 1001, GetMaxSeqReq.newBuilder().setUserID("u2").build()))
        .isEqualTo(1002);
    assertThat(code(client, 1001, GetMaxSeqReq.getDefaultInstance())).isEqualTo(1002);
    assertThat(code(client, 1002, PullMessageBySeqsReq.newBuilder().setUserID("u2").build()))
        .isEqualTo(1002);
    assertThat(code(client, 1005, GetSeqMessageReq.newBuilder().setUserID("u2").build()))
        .isEqualTo(1002);
    assertThat(
            code(
                client,
                1006,
                GetConversationsHasReadAndMaxSeqReq.newBuilder().setUserID("u2").build()))
        .isEqualTo(1002);
    assertThat(code(client, 1007, GetLastMessageReq.newBuilder().setUserID("u2").build()))
        .isEqualTo(1002);
    assertThat(
            code(
                client,
                1006,
                GetConversationsHasReadAndMaxSeqReq.newBuilder().setUserID("u1").build()))
        .isZero();
  }

  private static int code(WsClient client, int number, com.google.protobuf.Message data)
      throws IOException {
    return client.ask(number, "u1", data).errCode();
  }

  @Test
  void sendsMessages() throws Exception {
    Response response = login().ask(1003, "u1", GatewayFixture.message("u1", "u2", "m1", 0));
    SendMsgResp sent = SendMsgResp.parseFrom(response.data());
    assertThat(sent.getClientMsgID()).isEqualTo("m1");
    assertThat(sent.getServerMsgID()).isEqualTo("sm1");
  }

  @Test
  void handlesOneRequestAtATimeInOrder() throws Exception {
    WsClient client = fixture.login(node, "order", 5);
    CountDownLatch gate = new CountDownLatch(1);
    fixture.backends.msg.gate = gate;
    fixture.backends.msg.mostRunning = 0;
    fixture.backends.msg.sent.clear();
    int count = 300;
    for (int i = 0; i < count; i++) {
      send(client, "m" + i, "id" + i);
    }
    Until.holds("the first request runs", () -> fixture.backends.msg.running.get() == 1);
    gate.countDown();
    for (int i = 0; i < count; i++) {
      assertThat(client.envelope().msgIncr()).isEqualTo("m" + i);
    }
    assertThat(fixture.backends.msg.mostRunning).isEqualTo(1);
    assertThat(fixture.backends.msg.sent).hasSize(count).startsWith("id0", "id1", "id2");
  }

  @Test
  void answersEverythingItWasAskedBeforeItStops() throws Exception {
    Node stopping = fixture.start();
    WsClient client = fixture.login(stopping, "late", 5);
    CountDownLatch gate = new CountDownLatch(1);
    fixture.backends.msg.gate = gate;
    send(client, "m0", "id0");
    Until.holds("the first request runs", () -> fixture.backends.msg.running.get() == 1);
    Thread close = Thread.startVirtualThread(stopping.service()::close);
    Until.holds("it takes no more connections", () -> refusesConnections(stopping.port()));
    send(client, "m1", "id1");
    gate.countDown();
    for (String answered : List.of("m0", "m1")) {
      assertThat(client.envelope())
          .extracting(Response::msgIncr, Response::errCode)
          .containsExactly(answered, 0);
    }
    client.expectEnd();
    close.join();
  }

  private static void send(WsClient client, String msgIncr, String clientMsgID) throws IOException {
    client.send(
        new Request(
            1003,
            "",
            client.userID,
            "o",
            msgIncr,
            GatewayFixture.message(client.userID, "u2", clientMsgID, 0).toByteString()));
  }

  private static boolean refusesConnections(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return !socket.isConnected();
    } catch (IOException _) {
      return true;
    }
  }

  @Test
  void dropsWhatIsNotOfTheProtocol() throws IOException {
    Request good = new Request(1001, "", "u1", "o", "m", OWN.toByteString());
    byte[] bytes = login().encoded(good);
    byte[][] bad = {
      {},
      "{".getBytes(StandardCharsets.US_ASCII),
      "[]".getBytes(StandardCharsets.US_ASCII),
      Arrays.copyOf(bytes, bytes.length - 1),
      FORMATS_GOB_BYTES
    };
    for (byte[] each : bad) {
      WsClient client = login();
      client.send(WsClient.BINARY, each);
      client.expectEnd();
    }
    Request[] refused = {
      new Request(1999, "", "u1", "o", "m", ByteString.EMPTY),
      new Request(2001, "", "u1", "o", "m", ByteString.EMPTY),
      new Request(1001, "", "imAdmin", "o", "m", OWN.toByteString()),
      new Request(1001, "", "", "o", "m", OWN.toByteString())
    };
    for (Request each : refused) {
      WsClient client = login();
      client.send(each);
      client.expectEnd();
    }
  }

  private static final byte[] FORMATS_GOB_BYTES = {0x03, 0x7f, 0x00};

  @Test
  void dropsUncompressedRequestsOfACompressedConnection() throws IOException {
    WsClient client =
        fixture.connect(node, query("u1", 5, Backends.token("u1", 5)) + "&compression=gzip");
    client.format(FORMATS.gob()).send(new Request(1001, "", "u1", "o", "m", OWN.toByteString()));
    client.expectEnd();
  }

  @Test
  void boundsTheSizeOfAMessage() throws IOException {
    WsClient client = login();
    byte[] json = client.encoded(new Request(1001, "", "u1", "o", "m", OWN.toByteString()));
    byte[] largest = Arrays.copyOf(json, 51_200);
    Arrays.fill(largest, json.length, largest.length, (byte) ' ');
    client.send(WsClient.BINARY, largest);
    assertThat(client.envelope().errCode()).isZero();
    client.send(WsClient.BINARY, Arrays.copyOf(largest, 51_201));
    expectClose(client, 1009);

    WsClient inParts = login();
    inParts.send(WsClient.BINARY, false, Arrays.copyOf(largest, 30_000));
    inParts.send(0, true, Arrays.copyOfRange(largest, 30_000, 51_200));
    assertThat(inParts.envelope().errCode()).isZero();
    inParts.send(WsClient.BINARY, false, Arrays.copyOf(largest, 30_000));
    inParts.send(0, true, Arrays.copyOfRange(largest, 29_999, 51_200));
    expectClose(inParts, 1009);
  }

  @Test
  void takesMessagesInPartsWithPingsBetween() throws IOException {
    WsClient client = login();
    byte[] json = client.encoded(new Request(1001, "", "u1", "o", "m", OWN.toByteString()));
    client.send(WsClient.BINARY, false, Arrays.copyOf(json, 10));
    client.send(WsClient.PING, new byte[] {1, 2});
    client.send(0, true, Arrays.copyOfRange(json, 10, json.length));
    assertThat(client.frame())
        .satisfies(frame -> assertThat(frame.opcode()).isEqualTo(WsClient.PONG));
    assertThat(client.envelope().msgIncr()).isEqualTo("m");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 11, 15})
  void closesOnUnknownOpcodes(int opcode) throws IOException {
    WsClient client = login();
    client.send(opcode, new byte[0]);
    expectClose(client, 1002);
  }

  @Test
  void echoesTheCloseOfAClient() throws IOException {
    WsClient client = login();
    client.send(WsClient.CLOSE, new byte[] {(byte) (3001 >> 8), (byte) 3001, 'b', 'y', 'e'});
    expectClose(client, 3001);
    WsClient silent = login();
    silent.send(WsClient.CLOSE, new byte[0]);
    assertThat(silent.frame().payload()).isEmpty();
    silent.expectEnd();
  }

  private static void expectClose(WsClient client, int code) {
    WsClient.Frame frame = client.frame();
    assertThat(frame.opcode()).isEqualTo(WsClient.CLOSE);
    assertThat(frame.payload()).containsExactly(code >> 8, code);
    client.expectEnd();
  }

  @Test
  void endsTheConnectionAfterALogout() throws IOException {
    WsClient client = fixture.login(node, "leaver", 5);
    Response response =
        client.ask(
            2003,
            "leaver",
            DelUserPushTokenReq.newBuilder().setUserID("leaver").setPlatformID(5).build());
    assertThat(response.errCode()).isZero();
    assertThat(response.data()).isEqualTo(ByteString.EMPTY);
    client.expectEnd();
    assertThat(fixture.backends.deletedPushTokens).hasSize(1);

    WsClient again = fixture.login(node, "leaver", 5);
    assertThat(
            again
                .ask(
                    2003,
                    "leaver",
                    DelUserPushTokenReq.newBuilder().setUserID("u1").setPlatformID(5).build())
                .errCode())
        .isEqualTo(1002);
    again.expectEnd();
    assertThat(fixture.backends.deletedPushTokens).hasSize(1);
  }

  @Test
  void answersABackgroundChangeWithoutData() throws IOException {
    Response response =
        login()
            .ask(
                2004,
                "u1",
                SetAppBackgroundStatusReq.newBuilder()
                    .setUserID("u1")
                    .setIsBackground(true)
                    .build());
    assertThat(response.errCode()).isZero();
    assertThat(response.data()).isNull();
  }
}
