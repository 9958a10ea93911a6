package im.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Ids find their way back, and those of others are left alone.
class MessageIdTest {
  @Test
  void idIsReadBack() {
    MessageId id = new MessageId("brun", 17, 123_456);
    assertThat(MessageId.parse("brun", id.toString())).isEqualTo(id);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "brun", "brun-", "brun-1", "brun-1-", "brun-a-b", "other-1-2", "brunx1-2"})
  void othersAreNoneOfOurs(String clientMsgID) {
    assertThat(MessageId.parse("brun", clientMsgID)).isNull();
  }
}
