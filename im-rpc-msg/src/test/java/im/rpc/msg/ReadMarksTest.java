package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.sequence.UserSequences.Position;
import im.common.testing.RedisExtension;
import im.proto.msg.MarkConversationAsReadReq;
import im.proto.msg.MarkMsgsAsReadReq;
import im.proto.msg.SetConversationHasReadSeqReq;
import im.proto.sdkws.MsgData;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// How far users have read, and who hears of it.
class ReadMarksTest extends MsgTestBed {
  @Test
  void positionsBeyondTheNewestAreRefused() {
    annWritesToBob(2);
    assertRefused(ErrorCode.ARGS, () -> markConversation(bob, 3));
    assertRefused(ErrorCode.ARGS, () -> markMessages(bob, 3));
    assertRefused(ErrorCode.ARGS, () -> markMessages(bob, 3, 1));
    assertRefused(ErrorCode.ARGS, () -> markMessages(bob));
    assertRefused(ErrorCode.ARGS, () -> setPosition(bob, 3));
    assertThat(seqsOf(bob, pair).getHasReadSeq()).isZero();
  }

  @Test
  void positionsInConversationsOfOthersAreRefused() {
    annWritesToBob(2);
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> markConversation(eve, 1));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> markMessages(eve, 1));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> setPosition(eve, 1));
  }

  @Test
  void ofMarkedMessagesTheLastOneNamedIsThePosition() throws Exception {
    annWritesToBob(4);
    markMessages(bob, 3, 2);
    assertThat(seqsOf(bob, pair).getHasReadSeq()).isEqualTo(2);
    assertThat(read(ann, pair, 1, 4))
        .extracting(MsgData::getIsRead)
        .containsExactly(false, true, true, false);
    MsgData told = sent(2200, 1).getFirst();
    assertThat(told.getRecvID()).isEqualTo(ann);
    assertThat(detail(told).path("hasReadSeq").asLong()).isEqualTo(2);
    assertThat(detail(told).path("seqs").get(0).asLong()).isEqualTo(3);
  }

  @Test
  void aGroupHearsOfItsMembersOnly() throws Exception {
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER));
    String chat = "sg_" + groupID;
    writeToGroup(groupID, ann);
    markMessages(bob, chat, List.of(1L));
    MsgData told = sent(2200, 1).getFirst();
    assertThat(told.getGroupID()).isEqualTo(groupID);
    assertThat(told.getSessionType()).isEqualTo(3);

    // Who was removed keeps his row.
    haveGroupChat(eve, groupID);
    markMessages(eve, chat, List.of(1L));
    MsgData kept = sent(2200, 2).getLast();
    assertThat(kept.getGroupID()).isEmpty();
    assertThat(kept.getRecvID()).isEqualTo(eve);
    assertThat(kept.getSessionType()).isEqualTo(1);
  }

  @Test
  void howeverManyAreNamedTheOtherSideHearsOfAll() throws Exception {
    annWritesToBob(1_100);
    List<Long> named = LongStream.range(0, 36_000).map(i -> 1_000 + i % 100).boxed().toList();
    markMessages(bob, pair, named);
    List<MsgData> told = sent(2200, 8);
    assertThat(told.stream().flatMap(MsgTestBed::namedSeqs)).containsExactlyElementsOf(named);
    assertThat(told)
        .allSatisfy(part -> {
          assertThat(part.getRecvID()).isEqualTo(ann);
          assertThat(detail(part).path("hasReadSeq").asLong()).isEqualTo(named.getLast());
        });
  }

  @Test
  void positionsNeverGoBack() {
    annWritesToBob(3);
    markConversation(bob, 3);
    markConversation(bob, 1);
    setPosition(bob, 2);
    assertThat(seqsOf(bob, pair).getHasReadSeq()).isEqualTo(3);
    assertThat(read(ann, pair, 1, 3)).extracting(MsgData::getIsRead).containsOnly(true);
  }

  @Test
  void howeverManyWereReadAllAreMarked() throws Exception {
    annWritesToBob(2_501);
    markMessages(bob, 1);
    markConversation(bob, 2_500);
    assertThat(history.find(pair, LongStream.rangeClosed(1, 2_501).boxed().toList()).entrySet())
        .filteredOn(slot -> !slot.getValue().isRead())
        .extracting(Map.Entry::getKey)
        .containsExactly(2_501L);
    assertThat(detail(sent(2200, 2).getLast()).path("seqs")).hasSize(1_000);
  }

  @Test
  void positionsThatRedisForgotDoNotGoBack() {
    annWritesToBob(3);
    markConversation(bob, 3);
    RedisExtension.redis().sync().del("SEQ_USER_READ:" + pair + ":" + bob);
    assertThat(users.raiseReadIfThere(new Position(bob, pair), 2).toCompletableFuture().join())
        .isZero();
    assertThat(seqsOf(bob, pair).getHasReadSeq()).isEqualTo(3);
    setPosition(bob, 2);
    assertThat(seqsOf(bob, pair).getHasReadSeq()).isEqualTo(3);
  }

  private void markConversation(String userID, long seq) {
    as(
        userID,
        () ->
            stub.markConversationAsRead(
                MarkConversationAsReadReq.newBuilder()
                    .setUserID(userID)
                    .setConversationID(pair)
                    .setHasReadSeq(seq)
                    .build()));
  }

  private void markMessages(String userID, int... seqs) {
    markMessages(userID, pair, Arrays.stream(seqs).mapToObj(Long::valueOf).toList());
  }

  private static void markMessages(String userID, String conversationID, List<Long> seqs) {
    as(
        userID,
        () ->
            stub.markMsgsAsRead(
                MarkMsgsAsReadReq.newBuilder()
                    .setUserID(userID)
                    .setConversationID(conversationID)
                    .addAllSeqs(seqs)
                    .build()));
  }

  private void setPosition(String userID, long seq) {
    as(
        userID,
        () ->
            stub.setConversationHasReadSeq(
                SetConversationHasReadSeqReq.newBuilder()
                    .setUserID(userID)
                    .setConversationID(pair)
                    .setHasReadSeq(seq)
                    .build()));
  }
}
