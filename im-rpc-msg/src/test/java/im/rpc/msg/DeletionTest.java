package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.Longs;
import im.common.error.ErrorCode;
import im.common.testing.MongoExtension;
import im.common.testing.TestServices;
import im.proto.msg.DeleteMsgPhysicalBySeqReq;
import im.proto.msg.DeleteMsgPhysicalReq;
import im.proto.msg.DeleteMsgsReq;
import im.proto.msg.DeleteSyncOpt;
import im.proto.sdkws.MsgData;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DeletionTest extends MsgTestBed {
  private static final int DELETED = 2102;
  private static final DeleteSyncOpt NOBODY = DeleteSyncOpt.getDefaultInstance();
  private static final DeleteSyncOpt SELF = DeleteSyncOpt.newBuilder().setIsSyncSelf(true).build();
  private static final DeleteSyncOpt OTHER =
      DeleteSyncOpt.newBuilder().setIsSyncOther(true).build();

  @Test
  void aUserDeletesForHimself() throws Exception {
    annWritesToBob(3);
    delete(ann, pair, NOBODY, 1, 2, 99);
    List<MsgData> seen = read(ann, pair, 1, 3);
    assertThat(seen).extracting(MsgData::getStatus).containsExactly(4, 4, 2);
    assertThat(seen.getFirst().getContent()).isEmpty();
    assertThat(seen.getFirst().getClientMsgID()).isNotEmpty();
    assertThat(read(bob, pair, 1, 3)).extracting(MsgData::getStatus).containsOnly(2);
    delete(ann, pair, SELF, 3);
    MsgData told = sent(DELETED, 1).getFirst();
    assertThat(told.getSendID()).isEqualTo(ann);
    assertThat(told.getRecvID()).isEqualTo(ann);
    assertThat(detail(told).path("seqs").get(0).asLong()).isEqualTo(3);
    assertThat(detail(told).path("conversationID").asText()).isEqualTo(pair);
  }

  @Test
  void howeverManyAreNamedAllAreTold() throws Exception {
    annWritesToBob(1);
    long[] named = LongStream.range(0, 12_000).map(i -> Long.MAX_VALUE - i).toArray();
    named[0] = 1;
    delete(ann, pair, SELF, named);
    List<MsgData> toHerself = sent(DELETED, 3);
    delete(ann, pair, OTHER, named);
    List<MsgData> toBoth = sent(DELETED, 6).subList(3, 6);
    for (List<MsgData> told : List.of(toHerself, toBoth)) {
      assertThat(told.stream().flatMap(MsgTestBed::namedSeqs))
          .containsExactlyElementsOf(Longs.asList(named));
    }
    assertThat(toHerself).extracting(MsgData::getRecvID).containsOnly(ann);
    assertThat(toBoth).extracting(MsgData::getRecvID).containsOnly(bob);
  }

  @Test
  void deletingForBothErases() throws Exception {
    annWritesToBob(3);
    delete(bob, pair, OTHER, 2);
    for (String reader : List.of(ann, bob)) {
      MsgData gone = read(reader, pair, 1, 3).get(1);
      assertThat(gone.getStatus()).isEqualTo(4);
      assertThat(gone.getSendID()).isEmpty();
      assertThat(gone.getSendTime()).isEqualTo(read(reader, pair, 1, 1).getFirst().getSendTime());
      assertThat(read(reader, pair, 2, 2).getFirst()).isEqualTo(gone);
    }
    MsgData told = sent(DELETED, 1).getFirst();
    assertThat(told.getRecvID()).isEqualTo(ann);
    assertThat(told.getOptionsMap()).containsEntry("senderSync", true);
  }

  @Test
  void nobodyDeletesInConversationsOfOthers() throws Exception {
    annWritesToBob(1);
    for (DeleteSyncOpt sync : List.of(NOBODY, SELF, OTHER)) {
      assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> delete(eve, pair, sync, 1));
      assertRefused(
          ErrorCode.NO_PERMISSION,
          () -> as(eve, () -> stub.deleteMsgs(request(ann, pair, sync, 1))));
    }
    assertRefused(ErrorCode.ARGS, () -> delete(ann, pair, NOBODY));
    assertThat(read(bob, pair, 1, 1).getFirst().getStatus()).isEqualTo(2);
    assertNothingSent(DELETED);
  }

  @Test
  void inAGroupErasingTakesTheRightTo() throws Exception {
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER, eve, MEMBER));
    String chat = "sg_" + groupID;
    long ofBob = writeToGroup(groupID, bob);
    long ofEve = writeToGroup(groupID, eve);
    assertRefused(ErrorCode.NO_PERMISSION, () -> delete(bob, chat, OTHER, ofBob, ofEve));
    assertThat(read(eve, chat, 1, 2)).extracting(MsgData::getStatus).containsOnly(2);
    delete(bob, chat, OTHER, ofBob);
    delete(ann, chat, OTHER, ofEve);
    assertThat(read(eve, chat, 1, 2)).extracting(MsgData::getStatus).containsOnly(4);
    assertThat(sent(DELETED, 2))
        .allSatisfy(told -> {
          assertThat(told.getGroupID()).isEqualTo(groupID);
          assertThat(told.getSessionType()).isEqualTo(3);
        });
  }

  @Test
  void aMemberErasesNothingThatHasNotArrivedYet() {
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER, eve, MEMBER));
    String chat = "sg_" + groupID;
    MsgData ofEve =
        number(
            chat, from(eve).setGroupID(groupID).setSessionType(3).setContent(text("late")).build());
    var _ = sequences.show(chat, ofEve.getSeq()).toCompletableFuture().join();
    delete(bob, chat, OTHER, ofEve.getSeq());
    cache.put(chat, List.of(ofEve)).toCompletableFuture().join();
    assertThat(read(ann, chat, 1, 1).getFirst().getStatus()).isEqualTo(2);
    assertRefused(ErrorCode.NO_PERMISSION, () -> delete(bob, chat, OTHER, ofEve.getSeq()));
  }

  @Test
  void anAdminErasesByNumberSilently() throws Exception {
    annWritesToBob(2);
    assertRefused(ErrorCode.NO_PERMISSION, () -> eraseBySeq(ann, 1));
    eraseBySeq(TestServices.ADMIN, 1);
    eraseBySeq(TestServices.ADMIN, 99);
    assertThat(read(bob, pair, 1, 2)).extracting(MsgData::getStatus).containsExactly(4, 2);
    assertNothingSent(DELETED);
    // A number that was never given makes no document.
    assertThat(MongoExtension.rows("msg"))
        .isNotEmpty()
        .noneMatch(row -> row.getString("doc_id").equals(pair + ":1"));
  }

  @Test
  void anAdminErasesWhatIsOldInTheNamedConversations() {
    annWritesToBob(2);
    String elsewhere = "si_" + ann + "_" + eve;
    haveChat(ann, eve, elsewhere, 1);
    store(elsewhere, from(ann).setRecvID(eve).setContent(text("m")).build());
    clock.advance(Duration.ofSeconds(100));
    store(pair, from(ann).setRecvID(bob).setContent(text("young")).build());
    assertRefused(ErrorCode.NO_PERMISSION, () -> eraseOld(ann, 60, pair));
    assertRefused(ErrorCode.ARGS, () -> eraseOld(TestServices.ADMIN, 60));
    assertRefused(ErrorCode.ARGS, () -> eraseOld(TestServices.ADMIN, -1, pair));
    eraseOld(TestServices.ADMIN, Long.MAX_VALUE, pair);
    assertThat(read(bob, pair, 1, 3)).extracting(MsgData::getStatus).containsOnly(2);
    eraseOld(TestServices.ADMIN, 60, pair, pair);
    assertThat(read(bob, pair, 1, 3)).extracting(MsgData::getStatus).containsExactly(4, 4, 2);
    assertThat(read(ann, elsewhere, 1, 1)).extracting(MsgData::getStatus).containsExactly(2);
  }

  private static DeleteMsgsReq request(
      String userID, String conversationID, DeleteSyncOpt sync, long... seqs) {
    return DeleteMsgsReq.newBuilder()
        .setUserID(userID)
        .setConversationID(conversationID)
        .addAllSeqs(Arrays.stream(seqs).boxed().toList())
        .setDeleteSyncOpt(sync)
        .build();
  }

  private static void delete(
      String userID, String conversationID, DeleteSyncOpt sync, long... seqs) {
    as(userID, () -> stub.deleteMsgs(request(userID, conversationID, sync, seqs)));
  }

  private void eraseBySeq(String caller, long seq) {
    as(
        caller,
        () ->
            stub.deleteMsgPhysicalBySeq(
                DeleteMsgPhysicalBySeqReq.newBuilder()
                    .setConversationID(pair)
                    .addSeqs(seq)
                    .build()));
  }

  private static void eraseOld(String caller, long seconds, String... conversationIDs) {
    as(
        caller,
        () ->
            stub.deleteMsgPhysical(
                DeleteMsgPhysicalReq.newBuilder()
                    .addAllConversationIDs(List.of(conversationIDs))
                    .setTimestamp(seconds)
                    .build()));
  }
}
