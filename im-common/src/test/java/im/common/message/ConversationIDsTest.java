package im.common.message;

import static org.assertj.core.api.Assertions.assertThat;

import im.proto.sdkws.MsgData;
import org.junit.jupiter.api.Test;

class ConversationIDsTest {
  @Test
  void bothSidesComputeOneName() {
    assertThat(ConversationIDs.single("b", "a")).isEqualTo("si_a_b");
    assertThat(ConversationIDs.single("a", "b")).isEqualTo("si_a_b");
    assertThat(ConversationIDs.self("u")).isEqualTo("n_u_u");
  }

  @Test
  void pairsAreOrderedByBytes() {
    // U+FF5E sorts below U+1F600 in UTF-8, above its surrogates in UTF-16.
    assertThat(ConversationIDs.single("\uD83D\uDE00", "\uFF5E"))
        .isEqualTo("si_\uFF5E_\uD83D\uDE00");
  }

  @Test
  void notificationsHaveConversationsOfTheirOwn() {
    MsgData.Builder message =
        MsgData.newBuilder()
            .setSessionType(SessionType.GROUP)
            .setSendID("a")
            .setGroupID("g")
            .putOptions(MessageOptions.IS_NOT_NOTIFICATION, false);
    assertThat(ConversationIDs.of(message)).isEqualTo("n_g");
    assertThat(ConversationIDs.chat(message)).isEqualTo("sg_g");
    assertThat(ConversationIDs.queueKey(message)).isEqualTo("g");
    assertThat(ConversationIDs.notificationOf("si_a_b")).isEqualTo("n_a_b");
    assertThat(ConversationIDs.notificationOf("sg_g")).isEqualTo("n_g");
  }

  @Test
  void anOptionThatIsAbsentIsOn() {
    MsgData.Builder message =
        MsgData.newBuilder().setSessionType(SessionType.SINGLE).setSendID("b").setRecvID("a");
    assertThat(MessageOptions.isOn(message, MessageOptions.HISTORY)).isTrue();
    assertThat(ConversationIDs.of(message)).isEqualTo("si_a_b");
    assertThat(ConversationIDs.queueKey(message)).isEqualTo("a_b");
  }

  @Test
  void whatMayBeThePairsOfAUser() {
    assertThat(ConversationIDs.isNotificationOfPair("n_ann_bob", "ann")).isTrue();
    assertThat(ConversationIDs.isNotificationOfPair("n_ann_bob", "bob")).isTrue();
    assertThat(ConversationIDs.isNotificationOfPair("n_bob_bob", "bob")).isTrue();
    assertThat(ConversationIDs.isNotificationOfPair("n_ann_bob", "eve")).isFalse();
    assertThat(ConversationIDs.isNotificationOfPair("n_annbob", "bob")).isFalse();
    assertThat(ConversationIDs.isNotificationOfPair("si_ann_bob", "bob")).isFalse();
  }
}
