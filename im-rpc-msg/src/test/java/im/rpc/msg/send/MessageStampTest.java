package im.rpc.msg.send;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.message.ContentType;
import im.common.message.MessageOptions;
import im.proto.sdkws.MsgData;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageStampTest {
  private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

  private final MessageStamp stamp = new MessageStamp(Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void aRetryGetsTheSameServerID() {
    MsgData message = MsgData.newBuilder().setSendID("a").setClientMsgID("c1").build();
    String id = stamp.apply(message).getServerMsgID();
    assertThat(id).matches("[0-9a-f]{32}").isEqualTo(stamp.apply(message).getServerMsgID());
    assertThat(stamp.apply(message.toBuilder().setClientMsgID("c2").build()).getServerMsgID())
        .isNotEqualTo(id);
    assertThat(stamp.apply(message.toBuilder().setSendID("b").build()).getServerMsgID())
        .isNotEqualTo(id);
  }

  @Test
  void onlyAMissingTimeIsFilled() {
    assertThat(stamp.apply(MsgData.getDefaultInstance()).getSendTime())
        .isEqualTo(NOW.toEpochMilli());
    assertThat(stamp.apply(MsgData.newBuilder().setSendTime(5).build()).getSendTime()).isEqualTo(5);
  }

  @Test
  void typingIsNeverKeptWhateverItsOptionsSay() {
    MsgData typing =
        stamp.apply(
            MsgData.newBuilder()
                .setContentType(ContentType.TYPING)
                .putOptions(MessageOptions.HISTORY, true)
                .build());
    assertThat(MessageOptions.isOn(typing, MessageOptions.HISTORY)).isFalse();
    assertThat(MessageOptions.isOn(typing, MessageOptions.SENDER_SYNC)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "101,",
    "111, unreadCount offlinePush",
    "113, history persistent senderSync conversationUpdate senderConversationUpdate unreadCount"
        + " offlinePush",
    "2200, conversationUpdate senderConversationUpdate unreadCount offlinePush"
  })
  void someTypesForceOptionsOff(int contentType, @Nullable String off) {
    MsgData.Builder message = MsgData.newBuilder().setContentType(contentType);
    Map<String, Boolean> forced = new HashMap<>();
    if (off != null) {
      for (String option : off.split(" ")) {
        message.putOptions(option, true);
        forced.put(option, false);
      }
    }
    forced.put("notPrivate", true);
    MsgData stamped = stamp.apply(message.putOptions("notPrivate", true).build());
    assertThat(stamped.getOptionsMap()).isEqualTo(forced);
  }
}
