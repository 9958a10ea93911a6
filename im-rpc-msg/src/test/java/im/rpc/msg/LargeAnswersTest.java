package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.sequence.MessageKey;
import im.proto.msg.ConversationSeqs;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetSeqMessageReq;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMessageBySeqsResp;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.PullOrder;
import im.proto.sdkws.SeqRange;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LargeAnswersTest extends MsgTestBed {
  private static final int LARGE = 400_000;

  @Test
  void allNotificationsOfARangeAreAnswered() {
    String notifications = bobIsTold(1_500, 1);
    PullMsgs answer = pull(notifications, 0, 1_500, 1).getNotificationMsgsOrThrow(notifications);
    assertThat(answer.getMsgsList())
        .extracting(MsgData::getSeq)
        .containsExactlyElementsOf(LongStream.rangeClosed(1, 1_500).boxed().toList());
    assertThat(answer.getIsEnd()).isTrue();
  }

  @Test
  void notificationsThatDoNotFitFollow() {
    String notifications = bobIsTold(10, LARGE);
    PullMsgs first = pull(notifications, 1, 10, 1).getNotificationMsgsOrThrow(notifications);
    assertThat(first.getMsgsList()).extracting(MsgData::getSeq).startsWith(1L).hasSizeBetween(5, 9);
    assertThat(first.getIsEnd()).isFalse();
    long next = first.getMsgs(first.getMsgsCount() - 1).getSeq() + 1;
    PullMsgs rest = pull(notifications, next, 10, 1).getNotificationMsgsOrThrow(notifications);
    assertThat(rest.getMsgsList()).extracting(MsgData::getSeq).startsWith(next).endsWith(10L);
    assertThat(rest.getIsEnd()).isTrue();
  }

  @Test
  void ofAChatTheNewestFit() {
    annWritesLarge(12);
    assertThat(pull(pair, 1, 12, 12).getMsgsOrThrow(pair).getMsgsList())
        .extracting(MsgData::getSeq)
        .hasSizeBetween(8, 10)
        .endsWith(11L, 12L);
    PullMsgs connected =
        connected(() -> stub.pullMessageBySeqs(request(pair, 1, 12, 12, PullOrder.PullOrderDesc)))
            .getMsgsOrThrow(pair);
    assertThat(connected.getMsgsList()).extracting(MsgData::getSeq).containsExactly(11L, 12L);
    assertThat(connected.getIsEnd()).isFalse();
  }

  @Test
  void whatDoesNotFitIsAskedForAgain() {
    annWritesLarge(5);
    List<Long> missing = new ArrayList<>(List.of(1L, 2L, 3L, 4L, 5L));
    for (int call = 0; call < 3; call++) {
      missing.removeAll(
          connected(() -> stub.getSeqMessage(bySeqs(missing)))
              .getMsgsOrThrow(pair)
              .getMsgsList()
              .stream()
              .map(MsgData::getSeq)
              .toList());
    }
    assertThat(missing).isEmpty();
  }

  @Test
  void oneMessageAlwaysFits() {
    haveChat(bob, ann, pair, 1);
    store(pair, from(ann).setRecvID(bob).setContent(text("x".repeat(880_000))).build());
    assertThat(connected(() -> stub.getSeqMessage(bySeqs(List.of(1L)))).getMsgsOrThrow(pair))
        .satisfies(found -> assertThat(found.getMsgsCount()).isOne());
    assertThat(
            connected(() ->
                    stub.getLastMessage(
                        GetLastMessageReq.newBuilder()
                            .setUserID(bob)
                            .addConversationIDs(pair)
                            .build()))
                .getMsgsMap())
        .containsOnlyKeys(pair);
  }

  @Test
  void whoAsksForTooMuchIsRefused() {
    PullMessageBySeqsReq.Builder request = PullMessageBySeqsReq.newBuilder().setUserID(bob);
    for (int chat = 0; chat < 11; chat++) {
      String id = "sg_" + run + chat;
      haveChat(bob, "", id, 3);
      for (int i = 0; i < 2; i++) {
        int call = i;
        sequences.allocate(
            id,
            IntStream.range(0, 500)
                .mapToObj(message -> new MessageKey(ann, "c" + call + "m" + message))
                .toList());
      }
      show(id, 1_000);
      request.addSeqRanges(
          SeqRange.newBuilder().setConversationID(id).setBegin(1).setEnd(1_000).setNum(1_000));
    }
    assertRefused(ErrorCode.ARGS, () -> as(bob, () -> stub.pullMessageBySeqs(request.build())));
    request.removeSeqRanges(0);
    assertThat(as(bob, () -> stub.pullMessageBySeqs(request.build())).getMsgsMap()).hasSize(10);
  }

  private String bobIsTold(int count, int size) {
    haveChat(bob, ann, pair, 1);
    String notifications = "n_" + ann + "_" + bob;
    for (int from = 0; from < count; from += 500) {
      storeAll(
          notifications,
          IntStream.range(from, Math.min(count, from + 500))
              .mapToObj(i ->
                  from(ann)
                      .setRecvID(bob)
                      .setContentType(2101)
                      .setContent(text("x".repeat(size)))
                      .build())
              .toList());
    }
    return notifications;
  }

  private void annWritesLarge(int count) {
    haveChat(bob, ann, pair, 1);
    storeAll(
        pair,
        IntStream.range(0, count)
            .mapToObj(i -> from(ann).setRecvID(bob).setContent(text("x".repeat(LARGE))).build())
            .toList());
  }

  private PullMessageBySeqsResp pull(String id, long begin, long end, long num) {
    return as(
        bob, () -> stub.pullMessageBySeqs(request(id, begin, end, num, PullOrder.PullOrderAsc)));
  }

  private PullMessageBySeqsReq request(String id, long begin, long end, long num, PullOrder order) {
    return PullMessageBySeqsReq.newBuilder()
        .setUserID(bob)
        .setOrder(order)
        .addSeqRanges(
            SeqRange.newBuilder().setConversationID(id).setBegin(begin).setEnd(end).setNum(num))
        .build();
  }

  private GetSeqMessageReq bySeqs(List<Long> seqs) {
    return GetSeqMessageReq.newBuilder()
        .setUserID(bob)
        .addConversations(ConversationSeqs.newBuilder().setConversationID(pair).addAllSeqs(seqs))
        .build();
  }

  private <T> T connected(Supplier<T> call) {
    return RequestContext.of("test", bob).withConnID("c1").call(call::get);
  }
}
