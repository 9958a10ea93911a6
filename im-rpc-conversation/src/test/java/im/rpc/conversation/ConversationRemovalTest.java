package im.rpc.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import im.common.error.ErrorCode;
import im.common.sequence.DeletedConversations;
import im.common.testing.CommandRecorder.Command;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.proto.conversation.Conversation;
import im.proto.conversation.ConversationElem;
import im.proto.conversation.GetIncrementalConversationResp;
import im.proto.conversation.GetSortedConversationListResp;
import im.proto.conversation.SetConversationsReq;
import im.proto.sdkws.GroupInfo;
import im.proto.wrappers.Int64Value;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Deletion, messages that destroy themselves, and the sorted list.
final class ConversationRemovalTest extends ConversationTestBed {
  @Test
  void deletionStepsOncePerConversation() {
    talk(ann, bob);
    GetIncrementalConversationResp before = since(ann, null);
    delete(ann, r -> r.addConversationIDs(pair).addConversationIDs("si_x"));

    GetIncrementalConversationResp after = since(ann, before);
    assertThat(after.getVersion()).isEqualTo(before.getVersion() + 2);
    assertThat(after.getDeleteList()).containsExactly(pair, "si_x");
    assertThat(all(ann)).isEmpty();
    assertThat(one(bob, pair).getUserID()).isEqualTo(ann);

    assertThat(new DeletedConversations(RedisExtension.redis()).owners(pair)).containsOnlyKeys(ann);

    talk(bob, ann);
    assertThat(since(ann, after).getInsertList()).hasSize(1);
  }

  @Test
  void deletesByAge() {
    String recent = "si_" + ann + "_" + run + "Cid";
    talk(ann, bob);
    create(run + "Cid", ann, recent, 1);
    create(run + "Dan", ann, "si_" + ann + "_" + run + "Dan", 1);
    peers.lastMessages.put(pair, message(1, clock.millis() - Duration.ofDays(3).toMillis()));
    peers.lastMessages.put(recent, message(1, clock.millis()));

    delete(ann, r -> r.setNeedDeleteTime(7));
    assertThat(all(ann)).hasSize(3);
    delete(ann, r -> r.setNeedDeleteTime(Long.MAX_VALUE));
    assertThat(all(ann)).hasSize(3);
    delete(ann, r -> r.setNeedDeleteTime(2));
    assertThat(all(ann)).hasSize(2).noneMatch(c -> c.getConversationID().equals(pair));

    assertRefused(ErrorCode.ARGS, () -> delete(ann, _ -> {}));
    assertRefused(ErrorCode.ARGS, () -> delete(ann, r -> r.setNeedDeleteTime(-1)));
    assertRefused(
        ErrorCode.ARGS, () -> delete(ann, r -> r.setNeedDeleteTime(1).addConversationIDs(recent)));
  }

  @Test
  void whatOneNeverHadIsNotKeptAsDeleted() {
    talk(ann, bob);
    String unknown = "si_" + run + "x_" + run + "y";
    delete(ann, r -> r.addConversationIDs(pair).addConversationIDs(unknown));
    DeletedConversations deleted = new DeletedConversations(RedisExtension.redis());
    assertThat(deleted.owners(pair)).containsOnlyKeys(ann);
    assertThat(deleted.owners(unknown)).isEmpty();
    assertRefused(
        ErrorCode.ARGS,
        () -> delete(ann, r -> r.addAllConversationIDs(Collections.nCopies(1_001, unknown))));
  }

  @Test
  void sortsPinnedBeforeNewer() {
    String withCid = "si_" + ann + "_" + run + "Cid";
    String room = "sg_" + run + "room";
    talk(ann, bob);
    create(run + "Cid", ann, withCid, 1);
    createGroup(run + "room", ann);
    peers.groups.put(
        run + "room",
        GroupInfo.newBuilder()
            .setGroupID(run + "room")
            .setGroupName("room")
            .setMemberCount(2)
            .build());
    // Two of the same millisecond: both are listed.
    peers.lastMessages.put(
        pair, message(4, 1000).toBuilder().setSendID(ann).setRecvID(bob).build());
    peers.lastMessages.put(withCid, message(2, 1000).toBuilder().setSendID(run + "Cid").build());
    peers.lastMessages.put(
        room,
        message(1, 2000).toBuilder()
            .setSessionType(3)
            .setGroupID(run + "room")
            .setSendID(bob)
            .build());
    peers.readSeqs.put(ann + " " + pair, 3L);
    set(ann, r -> r.setIsPinned(flag(true)));

    GetSortedConversationListResp list = sorted(1, 10);
    assertThat(list.getConversationElemsList())
        .extracting(ConversationElem::getConversationID)
        .containsExactly(pair, room, withCid);
    assertThat(list.getConversationTotal()).isEqualTo(3);
    assertThat(list.getUnreadTotal()).isEqualTo(1 + 2 + 1);
    assertThat(list.getConversationElems(0).getMsgInfo().getSenderName())
        .isEqualTo("name of " + bob);
    assertThat(list.getConversationElems(1).getMsgInfo().getGroupName()).isEqualTo("room");
    assertThat(list.getConversationElems(0).getUnreadCount()).isEqualTo(1);
    assertThat(sorted(2, 2).getConversationElemsList())
        .extracting(ConversationElem::getConversationID)
        .containsExactly(withCid);
    assertThat(sorted(3, 2).getConversationElemsCount()).isZero();
  }

  @Test
  void nothingToSortIsAnError() {
    assertRefused(ErrorCode.RECORD_NOT_FOUND, () -> sorted(1, 10));
  }

  @Test
  void messagesDestroyThemselvesWhenTheirTimeHasPassed() throws Exception {
    talk(ann, bob);
    destroyAfterAnHour();
    long now = clock.millis();
    peers.lastMessages.put(pair, message(6, now - Duration.ofHours(2).toMillis()));

    assertThat(destruct(now)).isEqualTo(1);
    assertThat(one(ann, pair).getMinSeq()).isEqualTo(7);
    assertThat(one(ann, pair).getLatestMsgDestructTime()).isEqualTo(now);
    assertThat(peers.userMinSeqs).containsEntry(ann + " " + pair, 7L);
    assertThat(peers.nextNotification(run).getContentType()).isEqualTo(1300);
    assertThat(destruct(now)).isZero();
    assertThat(destruct(now + Duration.ofHours(1).toMillis())).isZero();
    assertThat(destruct(now + Duration.ofHours(1).toMillis() + 1)).isEqualTo(1);
  }

  /// Rows as they were stored when any time was taken.
  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, Long.MAX_VALUE / 1000, Long.MIN_VALUE})
  void aTimeThatNobodyLivesToSeeHoldsUpNobody(long stored) throws Exception {
    talk(ann, bob);
    MongoExtension.mongo()
        .collection("conversation")
        .updateOne(
            new Document("owner_user_id", bob),
            new Document(
                "$set", new Document("is_msg_destruct", true).append("msg_destruct_time", stored)));
    destroyAfterAnHour();
    long now = clock.millis();
    peers.lastMessages.put(pair, message(6, now - Duration.ofHours(2).toMillis()));

    assertThat(destruct(now)).isEqualTo(1);
    assertThat(one(ann, pair).getMinSeq()).isEqualTo(7);
    assertThat(one(bob, pair).getMinSeq()).isZero();
    drain(1300);
    // The rounds of other tests are not to find it.
    set(ann, r -> r.setIsMsgDestruct(flag(false)));
  }

  @Test
  void whatWasHiddenBeforeACallFailedStaysHidden() {
    List<String> owners = IntStream.range(0, 15).mapToObj(i -> run + "owner" + i).toList();
    for (String owner : owners) {
      create(owner, bob, "si_" + owner, 1);
      as(
          owner,
          () ->
              stub.setConversations(
                  SetConversationsReq.newBuilder()
                      .addUserIDs(owner)
                      .setConversation(
                          single("si_" + owner, bob)
                              .setIsMsgDestruct(flag(true))
                              .setMsgDestructTime(Int64Value.newBuilder().setValue(3600)))
                      .build()));
    }
    long now = clock.millis();
    peers.unreadable.add("si_" + owners.getLast());
    assertRefused(ErrorCode.INTERNAL, () -> destruct(now));
    assertThat(owners.subList(0, 10))
        .allSatisfy(owner ->
            assertThat(one(owner, "si_" + owner).getLatestMsgDestructTime()).isEqualTo(now));

    peers.unreadable.clear();
    assertThat(destruct(now)).isEqualTo(5);
    // The rounds of other tests are not to find them.
    MongoExtension.mongo()
        .collection("conversation")
        .updateMany(
            new Document("owner_user_id", new Document("$in", owners)),
            new Document("$set", new Document("is_msg_destruct", false)));
  }

  @Test
  void aRoundWritesItsConversationsTogether() throws Exception {
    List<String> ids = IntStream.range(0, 8).mapToObj(i -> "si_" + ann + "_" + i).toList();
    long now = clock.millis();
    for (String id : ids) {
      create(bob, ann, id, 1);
      as(
          ann,
          () ->
              stub.setConversations(
                  SetConversationsReq.newBuilder()
                      .addUserIDs(ann)
                      .setConversation(
                          single(id, bob)
                              .setIsMsgDestruct(flag(true))
                              .setMsgDestructTime(Int64Value.newBuilder().setValue(3600)))
                      .build()));
      peers.lastMessages.put(id, message(6, now - Duration.ofHours(2).toMillis()));
      drain(1300);
    }
    GetIncrementalConversationResp before = since(ann, null);

    List<Command> commands =
        MongoExtension.commandsOf(() -> assertThat(destruct(now)).isEqualTo(8));

    assertThat(Command.of(commands, "conversation"))
        .extracting(Command::name)
        .containsExactly("find", "update");
    assertThat(since(ann, before).getUpdateList())
        .extracting(Conversation::getConversationID, Conversation::getMinSeq)
        .containsExactlyInAnyOrderElementsOf(ids.stream().map(id -> tuple(id, 7L)).toList());
    for (String id : ids) {
      assertThat(peers.userMinSeqs).containsEntry(ann + " " + id, 7L);
      drain(1300);
    }
    MongoExtension.mongo()
        .collection("conversation")
        .updateMany(
            new Document("owner_user_id", ann),
            new Document("$set", new Document("is_msg_destruct", false)));
  }

  @Test
  void whatAProcessHidAndDidNotTellIsToldByTheNext() throws Exception {
    talk(ann, bob);
    destroyAfterAnHour();
    long now = clock.millis();
    assertThat(destruct(now)).isEqualTo(1);
    drain(1300);
    GetIncrementalConversationResp before = since(ann, null);
    LeftBehind.isFinished(MongoExtension.mongo(), "conversation");
    stop();
    LeftBehind.entry(
        MongoExtension.mongo(),
        "conversation",
        "destroyed",
        new Document("time", now)
            .append(
                "due",
                List.of(
                    new Document("owner", ann).append("id", pair),
                    // Not reached before the process died: due in the next round.
                    new Document("owner", bob).append("id", pair))),
        "");
    start();

    drain(1300);
    LeftBehind.isFinished(MongoExtension.mongo(), "conversation");
    GetIncrementalConversationResp after = since(ann, before);
    assertThat(after.getVersion()).isEqualTo(before.getVersion() + 1);
    assertThat(after.getUpdateList()).hasSize(1);
    // The rounds of other tests are not to find it.
    set(ann, r -> r.setIsMsgDestruct(flag(false)));
  }

  /// What ann sees of her chat with bob destroys itself an hour later.
  private void destroyAfterAnHour() throws Exception {
    set(
        ann,
        r ->
            r.setIsMsgDestruct(flag(true))
                .setMsgDestructTime(Int64Value.newBuilder().setValue(3600)));
    drain(1300);
  }
}
