package im.push;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.RedisExtension;
import im.proto.push.PushMsgReq;
import im.proto.sdkws.MsgData;
import im.push.offline.OfflinePushMessage;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What the options of a message change in who gets it, online and offline
/// (`reference/pipeline-storage.md` 1.4): senderSync in a chat of two, offlinePush everywhere, and
/// nothing else.
@ExtendWith(RedisExtension.class)
class PushOptionsTest {
  private TestPush push;

  @BeforeEach
  void start() throws IOException {
    push = new TestPush(1);
    push.home(push.gateways.getFirst(), "a", "b");
  }

  @AfterEach
  void stop() throws IOException {
    push.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "history",
        "persistent",
        "offlinePush",
        "unreadCount",
        "conversationUpdate",
        "senderSync",
        "notPrivate",
        "senderConversationUpdate",
        "reactionFromCache",
        "isNotNotification",
        "isSendMsg"
      })
  void optionsDecideWhoGetsAMessage(String off) throws Exception {
    push.neighbours.group("g", "a", "b");
    MsgData.Builder single = Messages.single("m1", "a", "b");
    MsgData.Builder group = Messages.group("m2", "a", "g");
    if (!off.equals("none")) {
      single.putOptions(off, false);
      group.putOptions(off, false);
    }
    push.handle(Messages.record(single), Messages.record(group));
    push.finishOffline();

    String receivers = off.equals("senderSync") ? "[b]" : "[a, b]";
    assertThat(push.gateways.getFirst().log())
        .containsExactlyInAnyOrder("m1 -> " + receivers, "m2 -> [a, b]");
    boolean isOffline = !off.equals("offlinePush");
    assertThat(push.vendor.stream().map(OfflinePushMessage::userIDs))
        .isEqualTo(isOffline ? List.of(List.of("b")) : List.of());
    assertThat(push.queue.published("toOfflinePush")).hasSize(isOffline ? 1 : 0);
    if (isOffline) {
      byte[] value = push.queue.published("toOfflinePush").getFirst().value();
      assertThat(PushMsgReq.parseFrom(value).getUserIDsList()).containsExactly("b");
    }
  }
}
