package im.rpc.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.sync.IdHash;
import im.common.testing.CommandRecorder.Command;
import im.common.testing.MongoExtension;
import im.common.testing.TestServices;
import im.proto.conversation.Conversation;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.GetConversationNotReceiveMessageUserIDsReq;
import im.proto.conversation.GetIncrementalConversationResp;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.conversation.SetConversationReq;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.UpdateConversationReq;
import im.proto.conversation.UpdateConversationsByUserReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.MsgData;
import im.proto.wrappers.Int64Value;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Settings: what is kept, versioned and told, and what is refused.
final class ConversationSettingsTest extends ConversationTestBed {
  @Test
  void settingsAreKeptVersionedAndTold() throws Exception {
    talk(ann, bob);
    GetIncrementalConversationResp before = since(ann, null);

    set(ann, r -> r.setIsPinned(flag(true)).setRecvMsgOpt(number(2)).setEx(text("e")));

    Conversation changed =
        fresh(ann, pair).setUserID(bob).setIsPinned(true).setRecvMsgOpt(2).setEx("e").build();
    assertThat(one(ann, pair)).isEqualTo(changed);
    assertThat(since(ann, before).getUpdateList()).containsExactly(changed);
    assertThat(pinned(ann)).containsExactly(pair);
    assertThat(silent(ann)).containsExactly(pair);
    assertThat(peers.nextNotification(run).getContentType()).isEqualTo(1300);
    assertThat(one(bob, pair)).isEqualTo(fresh(bob, pair).setUserID(ann).build());

    GetIncrementalConversationResp after = since(ann, null);
    set(ann, r -> r.setIsPinned(flag(true)));
    assertThat(since(ann, after).getUpdateList()).isEmpty();
    assertThat(since(ann, after).getVersion()).isEqualTo(after.getVersion());

    set(ann, r -> r.setIsPinned(flag(false)).setRecvMsgOpt(number(1)));
    assertThat(pinned(ann)).isEmpty();
    assertThat(silent(ann)).isEmpty();
  }

  @Test
  void seqLimitsAreNotAClientsToSet() {
    talk(ann, bob);
    set(
        ann,
        r ->
            r.setMinSeq(Int64Value.newBuilder().setValue(7))
                .setMaxSeq(Int64Value.newBuilder().setValue(9)));
    assertThat(one(ann, pair)).isEqualTo(fresh(ann, pair).setUserID(bob).build());
  }

  @Test
  void settingsBeforeTheFirstMessageMakeTheConversation() {
    GetIncrementalConversationResp before = since(ann, null);
    set(ann, r -> r.setIsPinned(flag(true)));

    assertThat(one(ann, pair).getIsPinned()).isTrue();
    assertThat(fullIDs(ann, 0)).containsExactly(pair);
    assertThat(fullIDs(ann, IdHash.of(List.of(pair)))).isEmpty();
    assertThat(since(ann, before).getInsertList()).hasSize(1);
    assertThat(all(bob)).isEmpty();
  }

  @Test
  void privacyConcernsBothSides() throws Exception {
    set(ann, r -> r.setIsPrivateChat(flag(true)));
    drain(1300);

    assertThat(one(ann, pair).getIsPrivateChat()).isTrue();
    assertThat(one(bob, pair))
        .isEqualTo(fresh(bob, pair).setUserID(ann).setIsPrivateChat(true).build());
    GetIncrementalConversationResp before = since(ann, null);
    as(
        bob,
        () ->
            stub.setConversations(
                SetConversationsReq.newBuilder()
                    .addUserIDs(bob)
                    .setConversation(single(pair, ann).setIsPrivateChat(flag(false)))
                    .build()));
    assertThat(one(ann, pair).getIsPrivateChat()).isFalse();
    assertThat(since(ann, before).getUpdateList()).hasSize(1);
  }

  @Test
  void privacyOfOthersIsRefused() {
    for (String id : List.of("si_x_y", "sg_x", "si_" + bob)) {
      assertRefused(
          ErrorCode.ARGS,
          () ->
              as(
                  ann,
                  () ->
                      stub.setConversations(
                          SetConversationsReq.newBuilder()
                              .addUserIDs(ann)
                              .setConversation(single(id, bob).setIsPrivateChat(flag(true)))
                              .build())));
    }
    assertThat(all(bob)).isEmpty();
  }

  @Test
  void refusesSettingsOutOfRange() {
    talk(ann, bob);
    List<Consumer<ConversationReq.Builder>> wrong =
        List.of(
            r -> r.setConversationID(""),
            r -> r.setRecvMsgOpt(number(3)),
            r -> r.setRecvMsgOpt(number(-1)),
            r -> r.setBurnDuration(number(-1)),
            r -> r.setGroupAtType(number(-1)),
            r -> r.setMsgDestructTime(Int64Value.newBuilder().setValue(-1)),
            r -> r.setMsgDestructTime(Int64Value.newBuilder().setValue(3_153_600_001L)));
    wrong.forEach(change -> assertRefused(ErrorCode.ARGS, () -> set(ann, change)));
    UpdateConversationReq tooLong =
        UpdateConversationReq.newBuilder()
            .setConversationID(pair)
            .addUserIDs(ann)
            .setMsgDestructTime(Int64Value.newBuilder().setValue(Long.MAX_VALUE))
            .build();
    assertRefused(ErrorCode.ARGS, () -> as(ann, () -> stub.updateConversation(tooLong)));
    assertThat(one(ann, pair)).isEqualTo(fresh(ann, pair).setUserID(bob).build());
  }

  @Test
  void oneForeignOwnerRefusesAll() {
    talk(ann, bob);
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () ->
            as(
                ann,
                () ->
                    stub.setConversations(
                        SetConversationsReq.newBuilder()
                            .addUserIDs(ann)
                            .addUserIDs(bob)
                            .setConversation(single(pair, bob).setIsPinned(flag(true)))
                            .build())));
    assertThat(one(ann, pair).getIsPinned()).isFalse();
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () ->
            as(
                ann,
                () ->
                    stub.setConversation(
                        SetConversationReq.newBuilder()
                            .setConversation(fresh(bob, pair).setUserID(ann))
                            .build())));
    assertRefused(
        ErrorCode.NO_PERMISSION,
        () ->
            as(
                ann,
                () ->
                    stub.updateConversation(
                        UpdateConversationReq.newBuilder()
                            .setConversationID(pair)
                            .addUserIDs(bob)
                            .setIsPinned(flag(true))
                            .build())));
  }

  @Test
  void adminSetsForUsersWhoExist() {
    assertRefused(
        ErrorCode.RECORD_NOT_FOUND,
        () ->
            as(
                TestServices.ADMIN,
                () ->
                    stub.setConversations(
                        SetConversationsReq.newBuilder()
                            .addUserIDs("nobody")
                            .setConversation(single(pair, bob).setIsPinned(flag(true)))
                            .build())));
  }

  @Test
  void oldGroupsHaveToExist() {
    ConversationReq.Builder wanted =
        ConversationReq.newBuilder()
            .setConversationID("sg_x")
            .setConversationType(2)
            .setGroupID("x")
            .setIsPinned(flag(true));
    Runnable set =
        () ->
            as(
                ann,
                () ->
                    stub.setConversations(
                        SetConversationsReq.newBuilder()
                            .addUserIDs(ann)
                            .setConversation(wanted)
                            .build()));
    assertRefused(ErrorCode.RECORD_NOT_FOUND, set);
    peers.groups.put("x", GroupInfo.newBuilder().setGroupID("x").setStatus(2).build());
    assertRefused(ErrorCode.DISMISSED_ALREADY, set);
  }

  @Test
  void nobodyMakesHimselfAConversationOfOthers() {
    peers.members.put("theirs", Set.of(bob));
    List<ConversationReq.Builder> notTheirNames =
        List.of(
            single("si_" + bob + "_other", bob),
            single("sg_theirs", bob),
            single(pair, "other"),
            single(pair, bob).setConversationType(4),
            single(pair, bob).setConversationType(5),
            group("sg_other", "theirs"),
            group("sg_theirs", "other"));
    notTheirNames.forEach(
        wanted -> assertRefused(ErrorCode.ARGS, () -> pin(ann, wanted.setIsPinned(flag(true)))));
    assertRefused(ErrorCode.NO_PERMISSION, () -> pin(ann, group("sg_theirs", "theirs")));
    assertThat(all(ann)).isEmpty();

    pin(bob, group("sg_theirs", "theirs"));
    assertThat(one(bob, "sg_theirs").getGroupID()).isEqualTo("theirs");
    pin(TestServices.ADMIN, ann, group("sg_theirs", "theirs"));
    assertThat(one(ann, "sg_theirs").getIsPinned()).isTrue();
  }

  private static ConversationReq.Builder group(String conversationID, String groupID) {
    return ConversationReq.newBuilder()
        .setConversationID(conversationID)
        .setConversationType(3)
        .setGroupID(groupID);
  }

  private void pin(String owner, ConversationReq.Builder conversation) {
    pin(owner, owner, conversation);
  }

  private void pin(String caller, String owner, ConversationReq.Builder conversation) {
    as(
        caller,
        () ->
            stub.setConversations(
                SetConversationsReq.newBuilder()
                    .addUserIDs(owner)
                    .setConversation(conversation.setIsPinned(flag(true)))
                    .build()));
  }

  @Test
  void overwritesAWholeConversation() {
    Conversation wanted = fresh(ann, pair).setUserID(bob).setEx("whole").setMinSeq(3).build();
    for (int i = 0; i < 2; i++) {
      as(
          ann,
          () ->
              stub.setConversation(
                  SetConversationReq.newBuilder().setConversation(wanted).build()));
      assertThat(one(ann, pair)).isEqualTo(wanted);
    }
    assertThat(since(ann, null).getVersion()).isEqualTo(2);
  }

  @Test
  void othersUpdateQuietly() throws Exception {
    talk(ann, bob);
    GetIncrementalConversationResp before = since(ann, null);
    as(
        ann,
        () ->
            stub.updateConversation(
                UpdateConversationReq.newBuilder()
                    .setConversationID(pair)
                    .addUserIDs(ann)
                    .setMinSeq(Int64Value.newBuilder().setValue(4))
                    .setLatestMsgDestructTime(Int64Value.newBuilder().setValue(5))
                    .build()));
    assertThat(one(ann, pair).getMinSeq()).isEqualTo(4);
    assertThat(one(ann, pair).getLatestMsgDestructTime()).isEqualTo(5);
    assertThat(since(ann, before).getUpdateCount()).isEqualTo(1);
    // What was promised is told before the end.
    stop();
    start();
    assertThat(peers.sent).noneMatch(told -> told.getRecvID().startsWith(run));
  }

  @Test
  void theNoteOfAPeerIsWrittenTogetherForAll() {
    List<String> others = IntStream.range(0, 20).mapToObj(i -> run + "other" + i).toList();
    others.forEach(other -> create(other, bob, "si_" + bob + "_" + other, 1));

    List<Command> commands =
        MongoExtension.commandsOf(() ->
            as(
                bob,
                () ->
                    stub.updateConversationsByUser(
                        UpdateConversationsByUserReq.newBuilder()
                            .setUserID(bob)
                            .setEx(text("noted"))
                            .build())));

    assertThat(Command.of(commands, "conversation"))
        .extracting(Command::name)
        .containsExactly("find", "update");
    for (String other : others) {
      assertThat(one(other, "si_" + bob + "_" + other).getEx()).isEqualTo("noted");
      assertThat(since(other, null).getVersion()).isEqualTo(2);
    }
  }

  @Test
  void peersSeeWhatAUserSaysOfHimself() {
    talk(ann, bob);
    as(
        ann,
        () ->
            stub.updateConversationsByUser(
                UpdateConversationsByUserReq.newBuilder()
                    .setUserID(ann)
                    .setEx(text("hello"))
                    .build()));
    assertThat(one(bob, pair).getEx()).isEqualTo("hello");
    assertThat(one(ann, pair).getEx()).isEmpty();
  }

  @Test
  void undisturbedOwnersGetNoOfflinePush() {
    talk(ann, bob);
    assertThat(offlinePush(pair, ann, bob)).containsExactly(ann, bob);
    set(ann, r -> r.setRecvMsgOpt(number(1)));
    assertThat(offlinePush(pair, ann, bob)).containsExactly(bob);
    assertThat(
            internally(() ->
                    stub.getConversationNotReceiveMessageUserIDs(
                        GetConversationNotReceiveMessageUserIDsReq.newBuilder()
                            .setConversationID(pair)
                            .build()))
                .getUserIDsList())
        .containsExactly(ann);
    set(ann, r -> r.setRecvMsgOpt(number(0)));
    assertThat(offlinePush(pair, ann, bob)).containsExactly(ann, bob);
    assertRefused(ErrorCode.ARGS, () -> offlinePush("", ann));
  }

  @Test
  void maxSeqChangeIsToldToTheOwner() throws Exception {
    talk(ann, bob);
    internally(() ->
        stub.setConversationMaxSeq(
            SetConversationMaxSeqReq.newBuilder()
                .setConversationID(pair)
                .addOwnerUserID(bob)
                .setMaxSeq(5)
                .build()));
    MsgData told = peers.nextNotification(run);
    assertThat(told.getContentType()).isEqualTo(1300);
    assertThat(told.getSendID()).isEqualTo(bob);
    assertThat(told.getRecvID()).isEqualTo(bob);
    assertThat(told.getContent().toStringUtf8()).contains(pair);
  }
}
