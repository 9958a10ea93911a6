package im.bench.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What counts as the inside of the server, and that a run can be repeated.
class FindingsTest {
  private final Findings findings = new Findings();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errDlt\":\"java.lang.NullPointerException: x\"}",
        "\tat im.api.Route.handle(Route.java:12)",
        "io.netty.handler.codec.DecoderException",
        "Caused by: something",
        "class im.api.route.RouteTable cannot be cast"
      })
  void insideIsRecognised(String answer) {
    findings.inspect("test", answer.getBytes(StandardCharsets.UTF_8));
    assertThat(findings.leaks()).isOne();
    assertThat(findings.examples()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"errCode\":1001,\"errMsg\":\"ArgsError\",\"errDlt\":\"showNumber: -1 (expected: >="
            + " 0)\"}",
        "{\"errCode\":500,\"errMsg\":\"ServerInternalError\",\"errDlt\":\"incident 1-2\"}",
        "HTTP/1.1 400 Bad Request\r\n\r\nBad Request\n"
      })
  void plainAnswersAreFine(String answer) {
    findings.inspect("test", answer.getBytes(StandardCharsets.UTF_8));
    assertThat(findings.leaks()).isZero();
  }

  @Test
  void sameSeedSpoilsTheSameWay() {
    Mutator one = new Mutator(new Random(7));
    Mutator other = new Mutator(new Random(7));
    for (int i = 0; i < 1000; i++) {
      assertThat(one.spoilJson("{\"a\":1,\"b\":\"c\"}"))
          .isEqualTo(other.spoilJson("{\"a\":1,\"b\":\"c\"}"));
      assertThat(one.spoil(new byte[] {1, 2, 3})).isEqualTo(other.spoil(new byte[] {1, 2, 3}));
    }
  }
}
