package im.rpc.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.testing.CommandRecorder.Command;
import im.common.testing.MongoExtension;
import im.common.testing.TestServices;
import im.proto.conversation.Conversation;
import im.proto.conversation.DeleteConversationsReq;
import im.proto.conversation.GetConversationsReq;
import im.proto.conversation.GetIncrementalConversationReq;
import im.proto.conversation.GetIncrementalConversationResp;
import im.proto.conversation.GetOwnerConversationReq;
import im.proto.conversation.GetOwnerConversationResp;
import im.proto.conversation.SetConversationMaxSeqReq;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/// How conversations come to be, and reading them.
final class ConversationCreationTest extends ConversationTestBed {
  @Test
  void aFirstMessageMakesOneForEachSide() {
    talk(ann, bob);

    assertThat(one(ann, pair)).isEqualTo(fresh(ann, pair).setUserID(bob).build());
    assertThat(one(bob, pair)).isEqualTo(fresh(bob, pair).setUserID(ann).build());
    assertThat(since(ann, null).getVersion()).isEqualTo(1);
  }

  @Test
  void askingAgainIsNoErrorAndNoChange() {
    talk(ann, bob);
    talk(bob, ann);
    assertThat(all(ann)).hasSize(1);
    assertThat(since(ann, null).getVersion()).isEqualTo(1);
  }

  @Test
  void whoWritesToHimselfHasOne() {
    String self = "si_" + ann + "_" + ann;
    create(ann, ann, self, 1);
    assertThat(all(ann)).containsExactly(fresh(ann, self).setUserID(ann).build());
    assertThat(since(ann, null).getVersion()).isEqualTo(1);
  }

  @Test
  void aNoticeMakesOneForTheReceiverOnly() {
    String notice = "sn_" + ann + "_" + bob;
    create(ann, bob, notice, 4);
    assertThat(all(ann)).isEmpty();
    assertThat(one(bob, notice))
        .isEqualTo(fresh(bob, notice).setConversationType(4).setUserID(ann).build());
  }

  @Test
  void storesTheLayoutOfTheReference() {
    talk(ann, bob);
    Document row =
        MongoExtension.rows("conversation").stream()
            .filter(r -> r.getString("owner_user_id").equals(ann))
            .findFirst()
            .orElseThrow();
    row.remove("_id");
    assertThat(row)
        .isEqualTo(
            new Document("owner_user_id", ann)
                .append("conversation_id", pair)
                .append("conversation_type", 1)
                .append("user_id", bob)
                .append("group_id", "")
                .append("recv_msg_opt", 0)
                .append("is_pinned", false)
                .append("is_private_chat", false)
                .append("burn_duration", 0)
                .append("group_at_type", 0)
                .append("attached_info", "")
                .append("ex", "")
                .append("max_seq", 0L)
                .append("min_seq", 0L)
                .append("create_time", Date.from(clock.instant()))
                .append("is_msg_destruct", false)
                .append("msg_destruct_time", 0L)
                .append("latest_msg_destruct_time", new Date(NEVER)));
  }

  @Test
  void groupMembersGetOneAndSeeEverythingAgain() {
    String group = run + "room";
    String id = "sg_" + group;
    createGroup(group, ann, bob);
    internally(() ->
        stub.setConversationMaxSeq(
            SetConversationMaxSeqReq.newBuilder()
                .setConversationID(id)
                .addOwnerUserID(bob)
                .setMaxSeq(5)
                .build()));
    assertThat(one(bob, id).getMaxSeq()).isEqualTo(5);
    assertThat(peers.userMaxSeqs).containsEntry(bob + " " + id, 5L);
    GetIncrementalConversationResp before = since(bob, null);

    createGroup(group, ann, bob, run + "Cid");

    assertThat(one(bob, id))
        .isEqualTo(fresh(bob, id).setConversationType(3).setGroupID(group).build());
    assertThat(peers.userMaxSeqs).containsEntry(bob + " " + id, 0L);
    assertThat(since(bob, before).getUpdateList())
        .extracting(Conversation::getConversationID)
        .containsExactly(id);
    assertThat(since(ann, null).getVersion()).isEqualTo(1);
    assertThat(since(run + "Cid", null).getVersion()).isEqualTo(1);
  }

  @Test
  void aGroupIsAnInsertForWhoSyncedBefore() {
    talk(ann, bob);
    GetIncrementalConversationResp before = since(ann, null);
    createGroup(run + "late", ann, bob);

    GetIncrementalConversationResp after = since(ann, before);
    assertThat(after.getFull()).isFalse();
    assertThat(after.getVersion()).isEqualTo(before.getVersion() + 1);
    assertThat(after.getInsertList())
        .extracting(Conversation::getConversationID)
        .containsExactly("sg_" + run + "late");
    assertThat(after.getUpdateList()).isEmpty();
  }

  @Test
  void aLargeGroupIsMadeInAFewWrites() {
    String[] members = IntStream.range(0, 600).mapToObj(i -> run + "m" + i).toArray(String[]::new);
    List<Command> commands = MongoExtension.commandsOf(() -> createGroup(run + "big", members));
    assertThat(commands)
        .filteredOn(each -> each.collection().startsWith("conversation"))
        .filteredOn(each -> !each.name().equals("find"))
        .hasSizeLessThan(10);
    assertThat(fullIDs(members[599], 0)).containsExactly("sg_" + run + "big");
  }

  @Test
  void readsLeaveOutWhatIsNotThere() {
    talk(ann, bob);
    assertThat(
            as(
                    ann,
                    () ->
                        stub.getConversations(
                            GetConversationsReq.newBuilder()
                                .setOwnerUserID(ann)
                                .addConversationIDs(pair)
                                .addConversationIDs(pair)
                                .addConversationIDs("si_x")
                                .build()))
                .getConversationsList())
        .extracting(Conversation::getConversationID)
        .containsExactly(pair);
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> one(ann, "si_x"));
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () -> as(bob, () -> stub.getConversation(conversationReq(ann, pair))));
    assertThat(
            as(TestServices.ADMIN, () -> stub.getConversation(conversationReq(ann, pair)))
                .getConversation()
                .getOwnerUserID())
        .isEqualTo(ann);
  }

  @Test
  void pagesOfTwo() {
    List<String> peerIDs = List.of(run + "B", run + "C", run + "D");
    peerIDs.forEach(peer -> create(peer, ann, "si_" + ann + "_" + peer, 1));

    assertThat(page(1, 2).getConversationsCount()).isEqualTo(2);
    assertThat(page(2, 2).getConversationsCount()).isEqualTo(1);
    for (GetOwnerConversationResp empty :
        List.of(page(3, 2), page(0, 2), page(1, 0), page(-1, 2), page(1, -1))) {
      assertThat(empty.getConversationsCount()).isZero();
      assertThat(empty.getTotal()).isEqualTo(3);
    }
  }

  @Test
  void adminHasToSayForWhom() {
    assertRefused(
        ErrorCode.ARGS,
        () ->
            as(
                TestServices.ADMIN,
                () -> stub.getOwnerConversation(GetOwnerConversationReq.getDefaultInstance())));
    assertRefused(
        ErrorCode.ARGS,
        () ->
            as(
                TestServices.ADMIN,
                () ->
                    stub.getIncrementalConversation(
                        GetIncrementalConversationReq.getDefaultInstance())));
    assertRefused(
        ErrorCode.ARGS,
        () ->
            as(
                TestServices.ADMIN,
                () ->
                    stub.deleteConversations(
                        DeleteConversationsReq.newBuilder().addConversationIDs("x").build())));
  }

  @Test
  void aNewcomersSyncSaysFullAndThenNothing() {
    GetIncrementalConversationResp first = since(ann, null);
    assertThat(first.getFull()).isTrue();
    assertThat(first.getVersion()).isEqualTo(1);
    GetIncrementalConversationResp next = since(ann, first);
    assertThat(next.getFull()).isFalse();
    assertThat(next.getVersion()).isEqualTo(1);
  }

  @Test
  void hashesConversationListsAsOldClientsDo() {
    assertThat(ConversationReads.legacyHash(List.of("si_u1_u2", "sg_1001"))).isEqualTo(3619379930L);
    assertThat(ConversationReads.legacyHash(List.of())).isEqualTo(3558706393L);
  }
}
