package im.common.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.proto.sdkws.MsgData;
import org.junit.jupiter.api.Test;

class JsonLimitsTest {
  @Test
  void aLongNameIsRefused() throws Exception {
    assertThat(JsonLimits.mapper().readTree(object("n".repeat(JsonLimits.MAX_NAME))).size())
        .isEqualTo(1);
    assertThatThrownBy(() -> JsonLimits.mapper().readTree(object("n".repeat(1_000))))
        .isInstanceOf(StreamConstraintsException.class);
    assertThatThrownBy(
            () -> GoJson.merge(object("n".repeat(1_000)).getBytes(UTF_8), MsgData.newBuilder()))
        .isInstanceOfSatisfying(ImException.class, e -> assertThat(e.is(ErrorCode.ARGS)).isTrue());
  }

  @Test
  void aMillionTokensAreTheMost() {
    String many = "[" + "{},".repeat(500_000) + "1]";
    assertThatThrownBy(() -> JsonLimits.mapper().readTree(many))
        .isInstanceOf(StreamConstraintsException.class);
  }

  private static String object(String name) {
    return "{\"" + name + "\":1}";
  }
}
