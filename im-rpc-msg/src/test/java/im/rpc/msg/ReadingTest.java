package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.proto.msg.ConversationSeqs;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.GetSeqMessageReq;
import im.proto.msg.Seqs;
import im.proto.msg.SetUserConversationMaxSeqReq;
import im.proto.sdkws.GetMaxSeqReq;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.PullMessageBySeqsReq;
import im.proto.sdkws.PullMsgs;
import im.proto.sdkws.PullOrder;
import im.proto.sdkws.SeqRange;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ReadingTest extends MsgTestBed {
  @Test
  void aRangeIsReadUpwardsAndDownwards() {
    annWritesToBob(7);
    assertThat(range(1, 7, 100, PullOrder.PullOrderAsc)).isEqualTo(new Range(1, 7, true));
    assertThat(range(1, 3, 100, PullOrder.PullOrderAsc)).isEqualTo(new Range(1, 3, false));
    assertThat(range(6, 9, 100, PullOrder.PullOrderAsc)).isEqualTo(new Range(6, 7, true));
    assertThat(range(1, 2, 100, PullOrder.PullOrderDesc)).isEqualTo(new Range(1, 2, false));
    assertThat(range(0, 2, 100, PullOrder.PullOrderDesc)).isEqualTo(new Range(0, 2, true));
    assertThat(range(1, 7, 2, PullOrder.PullOrderAsc)).isEqualTo(new Range(6, 7, true));
    assertThat(range(1, 7, 0, PullOrder.PullOrderAsc)).isEqualTo(Range.NONE);
    assertThat(range(5, 2, 100, PullOrder.PullOrderAsc)).isEqualTo(Range.NONE);
    assertThat(range(8, 20, 100, PullOrder.PullOrderAsc)).isEqualTo(Range.NONE);
  }

  @Test
  void zeroIsAPlaceholder() {
    annWritesToBob(1);
    List<MsgData> seen = read(bob, pair, 0, 1);
    assertThat(seen).extracting(MsgData::getSeq).containsExactly(0L, 1L);
    assertThat(seen.getFirst().getStatus()).isEqualTo(4);
    assertThat(seen.getFirst().getSendTime()).isZero();
  }

  @Test
  void aHolePassesForDeletedAtTheTimeBeforeIt() {
    annWritesToBob(1);
    number(pair, from(ann).build());
    show(pair, number(pair, from(ann).build()).getSeq());
    long first = read(bob, pair, 1, 1).getFirst().getSendTime();
    assertThat(read(bob, pair, 1, 3)).extracting(MsgData::getSendTime).containsOnly(first);
    assertThat(read(bob, pair, 3, 3)).extracting(MsgData::getStatus).containsExactly(4);
    assertThat(read(bob, pair, 3, 3)).extracting(MsgData::getSendTime).containsExactly(first);
  }

  @Test
  void aMessageIsThereOnceItIsWritten() {
    haveChat(ann, bob, pair, 1);
    MsgData late = number(pair, from(ann).setRecvID(bob).setContent(text("late")).build());
    assertThat(seqsOf(ann, pair).getMaxSeq()).isZero();
    assertThat(read(ann, pair, 1, 1)).isEmpty();
    cache.put(pair, List.of(late)).toCompletableFuture().join();
    show(pair, 1);
    assertThat(seqsOf(ann, pair).getMaxSeq()).isEqualTo(1);
    assertThat(read(ann, pair, 1, 1)).containsExactly(late);
  }

  @Test
  void afterLeavingOneSeesWhatWasSaidUntilThenAndNotWhatCameNext() {
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER));
    String chat = "sg_" + groupID;
    writeToGroup(groupID, ann);
    writeToGroup(groupID, ann);
    limit(chat, bob, 2);
    writeToGroup(groupID, ann);
    assertThat(seqs(bob, chat)).containsExactly(1L, 2L);
    assertThat(seqs(ann, chat)).containsExactly(1L, 2L, 3L);
    writeToGroup(groupID, ann);
    assertThat(seqs(bob, chat)).containsExactly(1L, 2L);
    assertThat(last(bob, chat)).isEqualTo(2);
    assertThat(seqsOf(bob, chat).getMaxSeq()).isEqualTo(2);
    limit(chat, bob, 0);
    assertThat(seqsOf(bob, chat).getMaxSeq()).isEqualTo(4);
    assertThat(seqs(bob, chat)).containsExactly(1L, 2L, 3L, 4L);
  }

  @Test
  void whoLeftReadsNothingOfWhatTheGroupIsToldLater() {
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER));
    String told = "n_" + groupID;
    tellGroup(groupID, told);
    limit("sg_" + groupID, bob, 1);
    tellGroup(groupID, told);
    assertThat(seqs(bob, told)).containsExactly(1L);
    assertThat(seqs(ann, told)).containsExactly(1L, 2L);
    limit("sg_" + groupID, bob, 0);
    assertThat(seqs(bob, told)).containsExactly(1L, 2L);
  }

  private void tellGroup(String groupID, String told) {
    store(
        told,
        from(ann)
            .setGroupID(groupID)
            .setSessionType(3)
            .setContentType(2101)
            .setContent(text("n"))
            .build());
  }

  @Test
  void theLimitOfTheRowCountsToo() {
    annWritesToBob(4);
    peers.have(peers.row(bob, pair).toBuilder().setMinSeq(2).setMaxSeq(3).build());
    assertThat(seqs(bob, pair)).containsExactly(2L, 3L);
  }

  @Test
  void numbersOneByOne() {
    annWritesToBob(3);
    PullMsgs some = bySeqs(bob, bob, pair, 3, 1, 9);
    assertThat(some.getMsgsList()).extracting(MsgData::getSeq).containsExactly(3L, 1L);
    assertThat(some.getIsEnd()).isTrue();
    assertThat(some.getEndSeq()).isEqualTo(3);
    assertThat(bySeqs(bob, bob, pair, 2).getIsEnd()).isFalse();
  }

  @Test
  void nobodyReadsForSomebodyElse() {
    annWritesToBob(1);
    assertRefused(ErrorCode.NO_PERMISSION, () -> bySeqs(eve, bob, pair, 1));
    assertRefused(ErrorCode.NO_PERMISSION, () -> as(eve, () -> stub.getLastMessage(lastOf(bob))));
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () -> as(eve, () -> stub.pullMessageBySeqs(pull(bob, pair, 1, 1))));
    assertThat(bySeqs("imAdmin", bob, pair, 1).getMsgsCount()).isEqualTo(1);
  }

  @Test
  void conversationsOfOthersAnswerNothing() {
    annWritesToBob(1);
    String notifications = "n_" + ann + "_" + bob;
    store(
        notifications, from(ann).setRecvID(bob).setContentType(2101).setContent(text("n")).build());
    assertThat(seqs(bob, notifications)).containsExactly(1L);
    assertThat(seqs(eve, notifications)).isEmpty();
    assertThat(seqs(eve, pair)).isEmpty();
    assertThat(bySeqs(eve, eve, pair, 1)).isEqualTo(PullMsgs.getDefaultInstance());
    assertThat(bySeqs(eve, eve, notifications, 1)).isEqualTo(PullMsgs.getDefaultInstance());
    assertThat(last(eve, pair)).isZero();
    assertThat(seqsOf(eve, pair)).isEqualTo(Seqs.getDefaultInstance());
    assertThat(seqsOf(bob, pair).getMaxSeq()).isEqualTo(1);
  }

  @Test
  void aGroupWhoseNameIsThatOfAPairReadsNothingOfThePair() {
    annWritesToBob(1);
    String groupID = ann + "_" + bob;
    String notifications = "n_" + groupID;
    haveGroupChat(eve, groupID);
    store(
        notifications,
        from(ann).setRecvID(bob).setContentType(2101).setContent(text("theirs")).build());
    store(
        notifications,
        from(eve)
            .setGroupID(groupID)
            .setSessionType(3)
            .setContentType(2101)
            .setContent(text("the group's"))
            .build());
    assertThat(read(eve, notifications, 1, 2)).extracting(MsgData::getStatus).containsExactly(4, 2);
    assertThat(read(bob, notifications, 1, 2)).extracting(MsgData::getStatus).containsExactly(2, 4);
  }

  @Test
  void whoLeavesAGroupNamedLikeHisPairsHearsOfThePairsOnly() {
    Map<String, String> groups = Map.of(ann + "_" + bob, ann, bob + "_" + bob, bob);
    groups.forEach((groupID, other) -> {
      haveChat(bob, other, "si_" + groupID, 1);
      haveGroupChat(bob, groupID);
    });
    groups.forEach((groupID, other) -> {
      String told = "n_" + groupID;
      tellGroup(groupID, told);
      limit("sg_" + groupID, bob, 1);
      tellGroup(groupID, told);
      store(told, from(other).setRecvID(bob).setContentType(2101).setContent(text("n")).build());

      assertThat(read(bob, told, 1, 3)).extracting(MsgData::getStatus).containsExactly(2, 4, 2);
      limit("sg_" + groupID, bob, 0);
      assertThat(read(bob, told, 1, 3)).extracting(MsgData::getStatus).containsOnly(2);
    });
  }

  @Test
  void theLastMessageIsTheNewestThatCanBeRead() {
    annWritesToBob(40);
    assertThat(last(bob, pair)).isEqualTo(40);
    history.erase(pair, List.of(40L));
    history.deleteFor(bob, pair, LongStream.rangeClosed(3, 39).boxed().toList());
    assertThat(last(bob, pair)).isEqualTo(2);
    assertThat(last(ann, pair)).isEqualTo(39);
    history.deleteFor(bob, pair, List.of(1L, 2L));
    assertThat(last(bob, pair)).isZero();
  }

  @Test
  void theNewestNumbersAreThoseOfEverythingOneCanSync() {
    annWritesToBob(2);
    String self = "n_" + bob + "_" + bob;
    store(self, from(bob).setRecvID(bob).setContentType(2102).setContent(text("x")).build());
    assertThat(
            as(bob, () -> stub.getMaxSeq(GetMaxSeqReq.newBuilder().setUserID(bob).build()))
                .getMaxSeqsMap())
        .containsExactlyInAnyOrderEntriesOf(Map.of(pair, 2L, self, 1L));
  }

  private record Range(long first, long last, boolean isEnd) {
    static final Range NONE = new Range(0, 0, false);
  }

  private Range range(long begin, long end, long num, PullOrder order) {
    PullMsgs found =
        as(
                bob,
                () ->
                    stub.pullMessageBySeqs(
                        PullMessageBySeqsReq.newBuilder()
                            .setUserID(bob)
                            .setOrder(order)
                            .addSeqRanges(
                                SeqRange.newBuilder()
                                    .setConversationID(pair)
                                    .setBegin(begin)
                                    .setEnd(end)
                                    .setNum(num))
                            .build()))
            .getMsgsOrDefault(pair, PullMsgs.getDefaultInstance());
    if (found.getMsgsCount() == 0) {
      return Range.NONE;
    }
    return new Range(
        found.getMsgs(0).getSeq(),
        found.getMsgs(found.getMsgsCount() - 1).getSeq(),
        found.getIsEnd());
  }

  private static PullMsgs bySeqs(String caller, String userID, String id, Long... seqs) {
    return as(
            caller,
            () ->
                stub.getSeqMessage(
                    GetSeqMessageReq.newBuilder()
                        .setUserID(userID)
                        .addConversations(
                            ConversationSeqs.newBuilder()
                                .setConversationID(id)
                                .addAllSeqs(List.of(seqs)))
                        .build()))
        .getMsgsOrDefault(id, PullMsgs.getDefaultInstance());
  }

  private static PullMsgs bySeqs(String caller, String userID, String id, int... seqs) {
    return bySeqs(
        caller, userID, id, Arrays.stream(seqs).mapToObj(Long::valueOf).toArray(Long[]::new));
  }

  private GetLastMessageReq lastOf(String userID) {
    return GetLastMessageReq.newBuilder().setUserID(userID).addConversationIDs(pair).build();
  }

  private static long last(String userID, String id) {
    return as(
            userID,
            () ->
                stub.getLastMessage(
                    GetLastMessageReq.newBuilder()
                        .setUserID(userID)
                        .addConversationIDs(id)
                        .build()))
        .getMsgsOrDefault(id, MsgData.getDefaultInstance())
        .getSeq();
  }

  private static void limit(String chat, String userID, long maxSeq) {
    internally(() ->
        stub.setUserConversationMaxSeq(
            SetUserConversationMaxSeqReq.newBuilder()
                .setConversationID(chat)
                .addOwnerUserID(userID)
                .setMaxSeq(maxSeq)
                .build()));
  }
}
