package im.msggateway;

import static im.msggateway.GatewayFixture.query;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.RedisExtension;
import im.msggateway.GatewayFixture.Node;
import im.msggateway.session.LoginPolicy;
import im.msggateway.session.Timings;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `reference/ws-protocol.md` 4.4 and 5, conformance checks 45 to 48.
@ExtendWith(RedisExtension.class)
class HeartbeatTest {
  private static final Duration PING = Duration.ofMillis(400);

  /// So many that what is between the first and the last is long for a busy machine.
  private static final int PINGS = 16;

  private static GatewayFixture fixture;
  private static Node patient;
  private static Node quick;

  @BeforeAll
  static void start() throws Exception {
    fixture = new GatewayFixture(RedisExtension.redis());
    patient = fixture.start();
    quick = fixture.start(timings(Duration.ofMillis(1500)));
  }

  private static GatewayOptions timings(Duration silence) {
    return GatewayFixture.options(
        LoginPolicy.KEEP_ALL, new Timings(silence, PING, Duration.ofSeconds(2)));
  }

  @AfterAll
  static void stop() {
    fixture.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"type\":\"ping\"}                              | null",
        "{\"type\":\"ping\",\"body\":null}                | null",
        "{\"type\":\"ping\",\"body\":\"42\"}              | \"42\"",
        "{\"type\":\"ping\",\"body\":\"\"}                | \"\"",
        "{\"body\": { \"a\": [1, 2.50e3] }, \"type\":\"ping\"} | {\"a\":[1,2.50e3]}",
        "{\"TYPE\":\"ping\",\"Body\":\"a \\\" b<\"}     | \"a \\\" b\\u003c\"",
        "{\"type\":\"ping\",\"body\": -1.0 ,\"x\":1} | -1.0",
        "{\"type\":\"ping\",\"body\":[ ]}                 | []"
      })
  void answersTextPings(String ping, String body) throws IOException {
    WsClient client = fixture.login(patient, "h1", 5);
    client.text(ping);
    client.expectText("{\"type\":\"pong\",\"body\":" + body + "}");
  }

  @Test
  void ignoresTextPongs() throws IOException {
    WsClient client = fixture.login(patient, "h1", 5);
    client.text("{\"type\":\"pong\"}");
    client.text("{\"type\":\"ping\"}");
    client.expectText("{\"type\":\"pong\",\"body\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ping",
        "",
        "{}",
        "{\"type\":\"hello\"}",
        "{\"type\":1}",
        "[]",
        "{\"type\":\"ping\"}x"
      })
  void dropsOtherText(String text) throws IOException {
    WsClient client = fixture.login(patient, "h1", 5);
    client.text(text);
    client.expectEnd();
  }

  @Test
  void answersControlPingsWithTheirPayload() throws IOException {
    WsClient client = fixture.login(patient, "h1", 2);
    byte[] payload = {'p', 0, (byte) 0xff};
    client.send(WsClient.PING, payload);
    assertThat(client.frame())
        .satisfies(frame -> {
          assertThat(frame.opcode()).isEqualTo(WsClient.PONG);
          assertThat(frame.payload()).isEqualTo(payload);
        });
  }

  @Test
  void closesTheSilent() throws IOException {
    long start = System.nanoTime();
    WsClient phone = fixture.connect(quick, query("h2", 2, Backends.token("h2", 2)));
    // No ping comes before the end.
    phone.expectEnd();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1200));
  }

  @Test
  void pingsBrowsersWhosePongsKeepThem() throws Exception {
    Node pinging = fixture.start(timings(PING.multipliedBy(PINGS - 1)));
    WsClient browser = fixture.connect(pinging, query("h3", 5, Backends.token("h3", 5)));
    for (int i = 0; i < PINGS; i++) {
      WsClient.Frame ping = browser.frame();
      assertThat(ping.opcode()).isEqualTo(WsClient.PING);
      assertThat(ping.payload()).isEmpty();
      browser.send(WsClient.PONG, new byte[0]);
    }
    // More than the time of silence has passed by now; without pongs it ends.
    WsClient.Frame frame = browser.frame();
    while (frame.opcode() == WsClient.PING) {
      frame = browser.frame();
    }
    assertThat(frame.opcode()).isEqualTo(WsClient.END);
  }
}
