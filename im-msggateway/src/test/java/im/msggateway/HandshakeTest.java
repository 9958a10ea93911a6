package im.msggateway;

import static im.msggateway.GatewayFixture.query;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.util.concurrent.Uninterruptibles;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.msggateway.GatewayFixture.Node;
import im.msggateway.session.LoginPolicy;
import im.msggateway.session.Timings;
import im.proto.sdkws.GetMaxSeqReq;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `reference/ws-protocol.md` 1 and 12, conformance checks 1 to 15.
@ExtendWith(RedisExtension.class)
class HandshakeTest {
  private static final String ARGS = "args err, need token, sendID, platformID";
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

  private static String good() {
    return query("u1", 5, Backends.token("u1", 5));
  }

  @Test
  void upgradesWithoutExtensionsOnAnyPath() throws IOException {
    try (WsClient client =
        WsClient.connect(
            node.port(),
            "/some/path?color=red&" + good(),
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits",
            "Sec-WebSocket-Protocol: chat",
            "Origin: http://elsewhere")) {
      assertThat(client.headerNames())
          .containsExactlyInAnyOrder("upgrade", "connection", "sec-websocket-accept");
      assertThat(client.head).contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      // Nothing comes by itself, so the first frame is the reply.
      assertThat(
              client.ask(1001, "u1", GetMaxSeqReq.newBuilder().setUserID("u1").build()).errCode())
          .isZero();
    }
  }

  @Test
  void saysThatItSucceededWhenAskedTo() throws IOException {
    for (String compression : new String[] {"", "&compression=gzip", "&compression=zip"}) {
      try (WsClient client = fixture.connect(node, good() + "&isMsgResp=1" + compression)) {
        client.expectText("{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\"}");
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "token=&,                 1602, token is empty",
    "sendID=&,                1602, sendID is empty",
    "operationID=&,           1602, operationID is empty",
    "platformID=&,            1602, platformID is not int",
    "platformID=abc&,         1602, platformID is not int",
    "platformID=5.0&,         1602, platformID is not int",
    "platformID=%205&,        1602, platformID is not int",
    "platformID=0&,           1602, platformID is invalid",
    "platformID=13&,          1602, platformID is invalid",
    "platformID=-1&,          1602, platformID is invalid",
    "platformID=4294967301&,  1602, platformID is invalid",
    "isMsgResp=yes&,          1602, isMsgResp is not bool",
    "isBackground=&,          500,  invalid syntax",
    "isBackground=yes&,       500,  invalid syntax",
    "isBackground=tRuE&,      500,  invalid syntax",
    "sdkType=JS&,             1602, sdkType is invalid",
    "sdkType=java&,           1602, sdkType is invalid",
    "v=***&,                  1602, data is not base64",
    "v=QQ==&,                 1602, data is not base64"
  })
  void refusesParametersOverHttp(String first, int code, String detail) throws IOException {
    // The first value of a key counts, so this one overrides the good one that follows.
    String answer = WsClient.refused(node.port(), "/?" + first.trim() + good() + "&isMsgResp=true");
    assertRefused(answer, code, code == 500 ? "ServerInternalError" : ARGS, detail);
  }

  @Test
  void checksInTheOrderOfTheProtocol() throws IOException {
    assertRefused(WsClient.refused(node.port(), "/"), 1602, ARGS, "platformID is not int");
    assertRefused(
        WsClient.refused(node.port(), "/?platformID=99"),
        500,
        "ServerInternalError",
        "invalid syntax");
    assertRefused(
        WsClient.refused(node.port(), "/?platformID=99&isBackground=1"),
        1602,
        ARGS,
        "operationID is empty");
    assertRefused(
        WsClient.refused(node.port(), "/?platformID=99&isBackground=1&operationID=o"),
        1602,
        ARGS,
        "token is empty");
    assertRefused(
        WsClient.refused(node.port(), "/?platformID=99&isBackground=1&operationID=o&token=t"),
        1602,
        ARGS,
        "sendID is empty");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False"})
  void takesEveryBoolOfGo(String bool) throws IOException {
    fixture.connect(node, "isBackground=" + bool + "&isMsgResp=" + bool + "&" + good()).close();
  }

  @Test
  void takesThePackedForm() throws IOException {
    String json =
        "{\"token\":\"u1|5|\",\"userID\":\"u1\",\"platformID\":5,\"operationID\":\"op1\","
            + "\"compression\":\"gzip\",\"sdkType\":\"js\",\"sendResponse\":true}";
    try (WsClient client = fixture.connect(node, "token=garbage&platformID=x&v=" + packed(json))) {
      client.expectText("{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\"}");
      client.format(GatewayFixture.FORMATS.jsonGzip());
      assertThat(
              client.ask(1001, "u1", GetMaxSeqReq.newBuilder().setUserID("u1").build()).errCode())
          .isZero();
    }
    String[][] wrong = {
      {json.replace("\"u1\"", "\"\""), "sendID is empty"},
      {json.replace("5,", "\"5\","), "data is not json, info=platformID is not an integer"},
      {"[]", "data is not json, info=not an object"}
    };
    for (String[] each : wrong) {
      assertRefused(WsClient.refused(node.port(), "/?v=" + packed(each[0])), 1602, ARGS, each[1]);
    }
    assertThat(WsClient.refused(node.port(), "/?v=" + packed("nope")))
        .contains("\"errCode\":1602")
        .contains("data is not json, info=");
  }

  private static String packed(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void takesCompressionFromAHeader() throws IOException {
    try (WsClient client =
        WsClient.connect(node.port(), "/?" + good(), "COMPRESSION: gzip")
            .format(GatewayFixture.FORMATS.gobGzip())) {
      assertThat(
              client.ask(1001, "u1", GetMaxSeqReq.newBuilder().setUserID("u1").build()).errCode())
          .isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1501,TokenExpiredError",
    "1503,TokenMalformedError",
    "1505,signature is invalid",
    "1506,TokenKickedError",
    "1507,TokenNotExistError"
  })
  void refusesTokensInBothWays(int code, String text) throws IOException {
    String token = "bad" + code;
    fixture.backends.auth.refused.put(token, new ImException(code, text, "not for clients"));
    assertRefused(WsClient.refused(node.port(), "/?" + query("u1", 5, token)), code, text, "");
    try (WsClient client = fixture.connect(node, query("u1", 5, token) + "&isMsgResp=true")) {
      client.expectText("{\"errCode\":%d,\"errMsg\":\"%s\",\"errDlt\":\"\"}".formatted(code, text));
      client.expectEnd();
    }
  }

  @Test
  void refusesTokensOfOthers() throws IOException {
    assertRefused(
        WsClient.refused(node.port(), "/?" + query("u1", 5, Backends.token("u2", 5))),
        1502,
        "TokenInvalidError",
        "token uid u2 != userID u1");
    assertRefused(
        WsClient.refused(node.port(), "/?" + query("u1", 1, Backends.token("u1", 5))),
        1502,
        "TokenInvalidError",
        "token platform 5 != platformID 1");
  }

  @Test
  void neverAnswersMoreThanAGoClientReads() throws IOException {
    String answer =
        WsClient.refused(
            node.port(),
            "/?" + query("%3C".repeat(2000), 5, Backends.token("%3E".repeat(2000), 5)));
    assertThat(answer.substring(answer.indexOf("\r\n\r\n") + 4))
        .hasSizeLessThan(1024)
        .startsWith("{\"errCode\":1502")
        .endsWith("\"}");
  }

  @Test
  void tellsTheAuthServiceWhoAsks() throws IOException {
    fixture.connect(node, query("ctx", 5, Backends.token("ctx", 5)) + "&isMsgResp=1").frame();
    var context =
        fixture.backends.auth.parses.stream()
            .filter(each -> each.opUserID().equals("ctx"))
            .findFirst()
            .orElseThrow();
    assertThat(context.operationID()).isEqualTo("op1");
    assertThat(context.connID()).matches("[0-9a-f]{32}");
  }

  @Test
  void refusesWhatIsNoUpgrade() throws IOException {
    String target = "/?" + good();
    String plain = WsClient.raw(node.port(), "GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n");
    assertThat(plain)
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .containsIgnoringCase("sec-websocket-version: 13")
        .endsWith("\r\n\r\nBad Request\n");
    String post = "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n%s\r\n{}";
    assertThat(WsClient.raw(node.port(), post.formatted(target, "")))
        .startsWith("HTTP/1.1 400 Bad Request\r\n");
    String upgrade =
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
    assertThat(WsClient.raw(node.port(), post.formatted(target, upgrade)))
        .startsWith("HTTP/1.1 405 Method Not Allowed\r\n")
        .endsWith("Method Not Allowed\n");
    String old = upgrade.replace("13", "8");
    assertThat(
            WsClient.raw(node.port(), "GET " + target + " HTTP/1.1\r\nHost: x\r\n" + old + "\r\n"))
        .startsWith("HTTP/1.1 400");
    assertThat(WsClient.raw(node.port(), "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400");
  }

  @Test
  void refusesConnectionsBeyondTheLimitAndForgetsClosedOnes() throws Exception {
    Node small =
        fixture.start(
            new GatewayOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                2,
                Duration.ofSeconds(5),
                LoginPolicy.KEEP_ALL,
                Timings.PROTOCOL));
    WsClient first = fixture.connect(small, good());
    fixture.connect(small, good());
    assertRefused(
        WsClient.refused(small.port(), "/?isMsgResp=true"),
        1601,
        "ConnOverMaxNumLimit",
        "over max conn num limit");
    GatewayFixture.awaitSessions(small, "u1", 2);
    first.close();
    GatewayFixture.awaitSessions(small, "u1", 1);
    fixture.connect(small, good());
  }

  @Test
  void closesConnectionsThatSayNothing() throws Exception {
    Node impatient =
        fixture.start(
            new GatewayOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                10,
                Duration.ofMillis(100),
                LoginPolicy.KEEP_ALL,
                Timings.PROTOCOL));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), impatient.port())) {
      socket.setSoTimeout(20_000);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aClientMayGoWhileItsTokenIsChecked() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    try (GatewayFixture own = new GatewayFixture(RedisExtension.redis())) {
      Node gateway = own.start();
      own.backends.auth.whileParsing = () -> Uninterruptibles.awaitUninterruptibly(gone);
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
        socket.getOutputStream().write(WsClient.upgradeRequest("/?" + good()).getBytes(US_ASCII));
        Until.holds("the token is being checked", () -> !own.backends.auth.parses.isEmpty());
      }
      Until.holds("the client has gone", () -> gateway.metric("gateway.connections") == 0);
      gone.countDown();
      Until.holds(
          "the handshake ends without a failure",
          () -> gateway.meters().counter("gateway.handshakes", "code", "499").count() == 1);
      assertThat(GatewayFixture.sessions(gateway, "u1")).isZero();
    }
  }

  @Test
  void answersWhenTheAuthServiceFails() throws IOException {
    fixture.backends.auth.refused.put("boom", ErrorCode.INTERNAL.because("x"));
    assertThat(WsClient.refused(node.port(), "/?" + query("u1", 5, "boom")))
        .contains("\"errCode\":500");
  }

  private static void assertRefused(String answer, int code, String text, String detail) {
    assertThat(answer)
        .startsWith("HTTP/1.1 200 OK\r\n")
        .containsIgnoringCase("content-type: application/json; charset=utf-8")
        .endsWith(
            "\r\n\r\n{\"errCode\":%d,\"errMsg\":\"%s\",\"errDlt\":\"%s\"}"
                .formatted(code, text, detail));
  }
}
