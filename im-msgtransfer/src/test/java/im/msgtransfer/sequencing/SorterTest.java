package im.msgtransfer.sequencing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.common.context.RequestContext;
import im.common.message.MessageOptions;
import im.common.queue.PoisonRecordException;
import im.common.queue.QueueRecord;
import im.proto.sdkws.MsgData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SorterTest {
  @Test
  void messagesOfOnePairGoIntoTheirOwnConversations() throws Exception {
    Map<String, List<Accepted>> sorted =
        Sorter.sort(
            List.of(
                record(message(1, "chat")),
                record(message(4, "account")),
                record(message(1, "chat again"))));
    assertThat(sorted).containsOnlyKeys("si_a_b", "sn_a_b");
    assertThat(sorted.get("si_a_b"))
        .extracting(each -> each.message().getClientMsgID())
        .containsExactly("chat", "chat again");
  }

  @Test
  void aMessageWithoutHistoryIsOnlyPushed() throws Exception {
    MsgData typing =
        message(1, "typing").toBuilder().putOptions(MessageOptions.HISTORY, false).build();
    assertThat(Sorter.sort(List.of(record(typing))).get("si_a_b"))
        .extracting(Accepted::stored)
        .containsExactly(false);
  }

  @Test
  void aNotificationThatShowsInTheChatBecomesTwo() throws Exception {
    MsgData notification =
        message(3, "created").toBuilder()
            .setGroupID("g")
            .putOptions(MessageOptions.IS_NOT_NOTIFICATION, false)
            .putOptions(MessageOptions.IS_SEND_MSG, true)
            .putOptions(MessageOptions.HISTORY, false)
            .putOptions(MessageOptions.UNREAD_COUNT, true)
            .putOptions(MessageOptions.OFFLINE_PUSH, false)
            .build();
    Map<String, List<Accepted>> sorted = Sorter.sort(List.of(record(notification)));
    assertThat(sorted.keySet()).containsExactly("sg_g", "n_g");
    assertThat(sorted.get("sg_g"))
        .singleElement()
        .satisfies(copy -> {
          assertThat(copy.stored()).isTrue();
          assertThat(copy.message().getOptionsMap())
              .containsOnly(
                  Map.entry(MessageOptions.OFFLINE_PUSH, false),
                  Map.entry(MessageOptions.UNREAD_COUNT, true));
        });
    assertThat(sorted.get("n_g"))
        .singleElement()
        .satisfies(original -> {
          assertThat(original.stored()).isFalse();
          assertThat(MessageOptions.isOn(original.message(), MessageOptions.UNREAD_COUNT))
              .isFalse();
        });
  }

  @Test
  void sendingBecomesSent() throws Exception {
    MsgData sending = message(1, "m").toBuilder().setStatus(1).build();
    assertThat(Sorter.sort(List.of(record(sending))).get("si_a_b"))
        .extracting(each -> each.message().getStatus())
        .containsExactly(2);
  }

  @Test
  void whatIsNoMessageIsPutAside() {
    QueueRecord garbage = new QueueRecord("k", new byte[] {1, 2, 3}, RequestContext.NONE);
    assertThatThrownBy(() -> Sorter.sort(List.of(record(message(1, "m")), garbage)))
        .isInstanceOfSatisfying(
            PoisonRecordException.class, poison -> assertThat(poison.record()).isSameAs(garbage));
    assertThatThrownBy(() -> Sorter.sort(List.of(record(message(9, "m")))))
        .isInstanceOf(PoisonRecordException.class)
        .hasMessageContaining("sessionType: 9");
  }

  @Test
  void runsAreConsecutiveAndLeaveOutWhatIsNotStored() {
    assertThat(TransferOutput.runs(List.of(numbered(4), numbered(5), numbered(0), numbered(2))))
        .extracting(run -> run.stream().map(each -> each.message().getSeq()).toList())
        .containsExactly(List.of(4L, 5L), List.of(2L));
  }

  private static Numbered numbered(long seq) {
    return new Numbered(
        "a_b", message(1, "m" + seq).toBuilder().setSeq(seq).build(), false, RequestContext.NONE);
  }

  private static MsgData message(int sessionType, String clientMsgID) {
    return MsgData.newBuilder()
        .setSendID("a")
        .setRecvID("b")
        .setSessionType(sessionType)
        .setClientMsgID(clientMsgID)
        .build();
  }

  private static QueueRecord record(MsgData message) {
    return new QueueRecord("k", message.toByteArray(), RequestContext.NONE);
  }
}
