package im.rpc.msg;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.proto.msg.ClearConversationsMsgReq;
import im.proto.msg.DeleteSyncOpt;
import im.proto.msg.GetLastMessageReq;
import im.proto.msg.SetUserConversationMinSeqReq;
import im.proto.msg.UserClearAllMsgReq;
import im.proto.sdkws.MsgData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClearingTest extends MsgTestBed {
  private static final int CLEARED = 1703;
  private static final DeleteSyncOpt NOBODY = DeleteSyncOpt.getDefaultInstance();
  private static final DeleteSyncOpt SELF = DeleteSyncOpt.newBuilder().setIsSyncSelf(true).build();
  private static final DeleteSyncOpt OTHER =
      DeleteSyncOpt.newBuilder().setIsSyncOther(true).build();

  @Test
  void aUserClearsForHimself() throws Exception {
    annWritesToBob(3);
    clear(bob, SELF, pair);
    assertThat(seqs(bob, pair)).isEmpty();
    assertThat(seqs(ann, pair)).containsExactly(1L, 2L, 3L);
    assertThat(peers.row(bob, pair).getMinSeq()).isEqualTo(4);
    assertThat(seqsOf(bob, pair).getHasReadSeq()).isEqualTo(3);
    MsgData told = sent(CLEARED, 1).getFirst();
    assertThat(told.getRecvID()).isEqualTo(bob);
    assertThat(told.getOptionsMap()).containsEntry("history", false);
    assertThat(detail(told).path("conversationIDs").get(0).asText()).isEqualTo(pair);
    store(pair, from(ann).setRecvID(bob).setContent(text("next")).build());
    assertThat(seqs(bob, pair)).containsExactly(4L);
  }

  @Test
  void aClearedChatHasNoLastMessage() {
    annWritesToBob(3);
    assertThat(last(bob).getSeq()).isEqualTo(3);
    clear(bob, NOBODY, pair);
    assertThat(last(bob)).isEqualTo(MsgData.getDefaultInstance());
    assertThat(last(ann).getSeq()).isEqualTo(3);
  }

  @Test
  void clearingForBothHidesItFromBoth() throws Exception {
    annWritesToBob(3);
    clear(bob, OTHER, pair);
    assertThat(seqs(bob, pair)).isEmpty();
    assertThat(seqs(ann, pair)).isEmpty();
    assertThat(sent(CLEARED, 1)).extracting(MsgData::getRecvID).containsExactly(ann);
    store(pair, from(ann).setRecvID(bob).setContent(text("next")).build());
    assertThat(seqs(ann, pair)).containsExactly(4L);
  }

  @Test
  void whatIsHiddenStaysHidden() {
    annWritesToBob(3);
    clear(bob, NOBODY, pair);
    internally(() ->
        stub.setUserConversationMinSeq(
            SetUserConversationMinSeqReq.newBuilder()
                .setConversationID(pair)
                .addOwnerUserID(bob)
                .setMinSeq(2)
                .build()));
    peers.have(peers.row(bob, pair).toBuilder().setMinSeq(2).build());
    assertThat(seqs(bob, pair)).isEmpty();
  }

  @Test
  void onlyWhatTheUserHasIsCleared() {
    annWritesToBob(1);
    clear(eve, OTHER, pair);
    assertThat(seqs(bob, pair)).containsExactly(1L);
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () ->
            as(
                eve,
                () ->
                    stub.clearConversationsMsg(
                        ClearConversationsMsgReq.newBuilder()
                            .setUserID(bob)
                            .addConversationIDs(pair)
                            .build())));
    assertRefused(ErrorCode.ARGS, () -> clear(bob, NOBODY));
  }

  @Test
  void aGroupIsClearedForAllByItsOwner() throws Exception {
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER));
    String chat = "sg_" + groupID;
    writeToGroup(groupID, ann);
    assertRefused(ErrorCode.NO_PERMISSION, () -> clear(bob, OTHER, chat));
    assertThat(seqs(ann, chat)).containsExactly(1L);
    clear(ann, OTHER, chat);
    assertThat(seqs(bob, chat)).isEmpty();
    assertThat(sent(CLEARED, 1))
        .allSatisfy(told -> assertThat(told.getGroupID()).isEqualTo(groupID));
  }

  @Test
  void everythingIsClearedAtOnce() throws Exception {
    annWritesToBob(2);
    String groupID = group(Map.of(ann, OWNER, bob, MEMBER));
    writeToGroup(groupID, ann);
    as(
        bob,
        () ->
            stub.userClearAllMsg(
                UserClearAllMsgReq.newBuilder().setUserID(bob).setDeleteSyncOpt(OTHER).build()));
    assertThat(seqs(bob, pair)).isEmpty();
    assertThat(seqs(ann, pair)).isEmpty();
    // The group is not his: it is gone for him, and stays for the others.
    assertThat(seqs(bob, "sg_" + groupID)).isEmpty();
    assertThat(seqs(ann, "sg_" + groupID)).containsExactly(1L);
    assertThat(sent(CLEARED, 1)).extracting(MsgData::getRecvID).containsExactly(ann);
  }

  @Test
  void whoHasNothingClearsNothing() throws Exception {
    as(eve, () -> stub.userClearAllMsg(UserClearAllMsgReq.newBuilder().setUserID(eve).build()));
    assertNothingSent(CLEARED);
  }

  private MsgData last(String userID) {
    return as(
            userID,
            () ->
                stub.getLastMessage(
                    GetLastMessageReq.newBuilder()
                        .setUserID(userID)
                        .addConversationIDs(pair)
                        .build()))
        .getMsgsOrDefault(pair, MsgData.getDefaultInstance());
  }

  private static void clear(String userID, DeleteSyncOpt sync, String... conversationIDs) {
    as(
        userID,
        () ->
            stub.clearConversationsMsg(
                ClearConversationsMsgReq.newBuilder()
                    .setUserID(userID)
                    .addAllConversationIDs(List.of(conversationIDs))
                    .setDeleteSyncOpt(sync)
                    .build()));
  }
}
