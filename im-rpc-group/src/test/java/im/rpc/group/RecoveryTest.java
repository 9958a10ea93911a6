package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.notification.Facts;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.Until;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.group.CreateGroupReq;
import im.proto.group.DismissGroupReq;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.QuitGroupReq;
import im.proto.group.SetGroupInfoReq;
import im.proto.group.TransferGroupOwnerReq;
import im.proto.group.getIncrementalJoinGroupReq;
import im.proto.group.getIncrementalJoinGroupResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupInfoForSet;
import im.proto.sdkws.GroupMemberFullInfo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// What a change brings about although the conversation service is away, or the process died half
/// way.
@ExtendWith({MongoExtension.class, RedisExtension.class})
class RecoveryTest {
  private GroupWorld world;

  @BeforeEach
  void start() throws Exception {
    world = new GroupWorld();
  }

  @AfterEach
  void stop() throws Exception {
    world.close();
  }

  /// Another process takes over what one left of the owner's changes; it has neighbours of its own.
  private void restart(String kind, Document... facts) throws Exception {
    world.close();
    for (Document each : facts) {
      LeftBehind.entry(MongoExtension.mongo(), "group", kind, each, "owner");
    }
    world = new GroupWorld();
  }

  @Test
  void whoLeftSeesNothingMoreThoughTheConversationServiceWasAway() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("tom", "uma"));
    world.clock.advance(Duration.ofMillis(17));
    world.conversations.awayFor(2);
    assertThat(quit("tom", groupID)).isZero();
    // What is said until the service is back is not for him.
    world.clock.advance(Duration.ofMillis(500));

    assertThat(limit(groupID, "tom").getMaxSeq()).isEqualTo(17);
    world.told(1504, groupID);
    isFinished();

    world.conversations.awayFor(1);
    assertThat(kick("owner", groupID, "uma")).isZero();
    assertThat(limit(groupID, "uma").getMaxSeq()).isEqualTo(517);
    isFinished();
  }

  @Test
  void whoCameInHasTheChatThoughTheConversationServiceWasAway() throws Exception {
    String groupID = world.found("owner", List.of(), List.of());
    world.conversations.awayFor(2);
    assertThat(world.invite("owner", groupID, List.of("tom", "uma"))).isZero();

    Until.holds("the chat is open", () -> opened(groupID).containsAll(List.of("tom", "uma")));
    assertThat(limit(groupID, "tom").getMaxSeq()).isZero();
    isFinished();
  }

  @Test
  void anAnnouncementMarksTheChatThoughTheConversationServiceWasAway() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("tom"));
    world.conversations.awayFor(1);
    assertThat(
            world.code(
                "owner",
                s ->
                    s.setGroupInfo(
                        SetGroupInfoReq.newBuilder()
                            .setGroupInfoForSet(
                                GroupInfoForSet.newBuilder()
                                    .setGroupID(groupID)
                                    .setNotification("news"))
                            .build())))
        .isZero();

    Until.holds(
        "the chat is marked",
        () ->
            world.conversations.marked.stream()
                .anyMatch(marked -> marked.getUserIDsList().contains("tom")));
    isFinished();
  }

  @Test
  void aLeaveIsFinishedByTheNextProcess() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("tom", "uma", "vic"));
    assertThat(quit("tom", groupID)).isZero();
    assertThat(quit("vic", groupID)).isZero();
    assertThat(world.invite("owner", groupID, List.of("vic"))).isZero();
    isFinished();
    restart(
        "left",
        new Document(
                "rows",
                Facts.messages(
                    List.of(row(groupID, "tom"), row(groupID, "uma"), row(groupID, "vic"))))
            .append("quit", false)
            .append("time", 23L));

    // Uma was not removed, and Vic is back: they keep the chat.
    assertThat(limit(groupID, "tom").getMaxSeq()).isEqualTo(23);
    world.told(
        1508,
        message ->
            message.getRecvID().equals(groupID)
                && GroupWorld.texts(GroupWorld.tips(message), "userID").contains("tom"));
    isFinished();
    assertThat(world.conversations.limits)
        .allSatisfy(limit -> assertThat(limit.getOwnerUserIDList()).containsExactly("tom"));
  }

  @Test
  void anInvitationIsFinishedByTheNextProcess() throws Exception {
    List<String> many = IntStream.range(0, 120).mapToObj(i -> "m" + i).toList();
    String groupID = world.found("owner", List.of(), List.of());
    assertThat(world.invite("owner", groupID, many)).isZero();
    isFinished();
    List<GroupMemberFullInfo> rows = new ArrayList<>();
    many.forEach(userID -> rows.add(row(groupID, userID)));
    rows.add(row(groupID, "never"));
    assertThat(quit("m7", groupID)).isZero();
    isFinished();
    restart("entered", new Document("rows", Facts.messages(rows)));

    Until.holds("all 1509", () -> world.typesTo(groupID).equals(List.of(1509, 1509, 1509)));
    isFinished();
    assertThat(opened(groupID)).hasSize(119).doesNotContain("m7", "never");
    assertThat(GroupWorld.tips(world.told(1509, groupID)).get("group").get("memberCount").asInt())
        .isEqualTo(120);
  }

  @Test
  void aDissolutionIsFinishedByTheNextProcess() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("tom"));
    assertThat(dismiss(groupID)).isZero();
    getIncrementalJoinGroupResp before = joined("tom", null);
    isFinished();
    Document facts = new Document("group", groupID).append("users", List.of("owner", "tom"));
    restart("dissolved", facts);

    isFinished();
    assertThat(members(groupID)).isEmpty();
    assertThat(joined("tom", before).getDeleteList()).containsExactly(groupID);
  }

  @Test
  void aLargeGroupIsDissolvedToTheLast() throws Exception {
    List<String> many = IntStream.range(0, 999).mapToObj(i -> "n" + i).toList();
    String groupID = world.found("owner", List.of(), many);
    assertThat(world.invite("owner", groupID, List.of("tom", "uma"))).isZero();
    getIncrementalJoinGroupResp before = joined("uma", null);
    DismissGroupReq request =
        DismissGroupReq.newBuilder().setGroupID(groupID).setDeleteMember(true).build();
    assertThat(world.code("owner", s -> s.dismissGroup(request))).isZero();

    isFinished();
    assertThat(members(groupID)).isEmpty();
    assertThat(joined("uma", before).getDeleteList()).containsExactly(groupID);
  }

  @Test
  void anAnswerIsFinishedByTheNextProcessUnlessTheMemberHasLeft() throws Exception {
    String groupID = world.found("owner", List.of(), List.of());
    Document tom = answered(groupID, "tom");
    Document uma = answered(groupID, "uma");
    assertThat(world.invite("owner", groupID, List.of("uma"))).isZero();
    assertThat(quit("uma", groupID)).isZero();
    isFinished();
    restart("answered", tom, uma);

    isFinished();
    assertThat(members(groupID)).containsExactly("owner", "tom");
    world.told(1505, "tom");
    world.told(1505, "uma");
  }

  /// What the outbox knows of an agreement to the application of somebody who was in the group
  /// before.
  private Document answered(String groupID, String userID) {
    assertThat(world.invite("owner", groupID, List.of(userID))).isZero();
    assertThat(quit(userID, groupID)).isZero();
    Document log =
        MongoExtension.mongo()
            .collection("group_join_version")
            .find(new Document("d_id", userID))
            .first();
    assertThat(log).isNotNull();
    MongoExtension.mongo()
        .collection("group_request")
        .insertOne(
            new Document("group_id", groupID)
                .append("user_id", userID)
                .append("handle_result", 1)
                .append("handled_time", new Date(7)));
    return new Document("group", groupID)
        .append("user", userID)
        .append("time", 7L)
        .append(
            "joins",
            new Document("id", log.getObjectId("_id")).append("version", log.getLong("version")));
  }

  @Test
  void aFoundationIsFinishedByTheNextProcessWithoutThoseWhoLeft() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("tom", "uma"));
    Document group =
        MongoExtension.mongo().collection("group").find(new Document("group_id", groupID)).first();
    assertThat(group).isNotNull();
    TransferGroupOwnerReq transfer =
        TransferGroupOwnerReq.newBuilder()
            .setGroupID(groupID)
            .setOldOwnerUserID("owner")
            .setNewOwnerUserID("tom")
            .build();
    assertThat(world.code("owner", s -> s.transferGroupOwner(transfer))).isZero();
    assertThat(quit("owner", groupID)).isZero();
    isFinished();
    restart(
        "founded",
        new Document(
                "group",
                Facts.message(
                    GroupInfo.newBuilder()
                        .setGroupID(groupID)
                        .setCreateTime(group.getDate("create_time").getTime())
                        .setCreatorUserID(group.getString("creator_user_id"))
                        .build()))
            .append(
                "request",
                Facts.message(
                    CreateGroupReq.newBuilder()
                        .setOwnerUserID("owner")
                        .addAllMemberUserIDs(List.of("tom", "uma", "vic"))
                        .build())));

    // Vic's row was not made yet.
    isFinished();
    assertThat(members(groupID)).containsExactly("tom", "uma", "vic");
  }

  @Test
  void aDissolutionThatWasNotBegunPromisesNothing() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("tom"));
    Document facts = new Document("group", groupID).append("users", List.of("owner", "tom"));
    restart("dissolved", facts);

    isFinished();
    assertThat(members(groupID)).containsExactlyInAnyOrder("owner", "tom");
  }

  private static void isFinished() throws Exception {
    LeftBehind.isFinished(MongoExtension.mongo(), "group");
  }

  private SetConversationMaxSeqReq limit(String groupID, String userID) throws Exception {
    List<SetConversationMaxSeqReq> limits = new ArrayList<>();
    Until.holds(
        "the limit of " + userID,
        () -> {
          world.conversations.limits.stream()
              .filter(limit -> limit.getConversationID().equals("sg_" + groupID))
              .filter(limit -> limit.getOwnerUserIDList().contains(userID))
              .forEach(limits::add);
          return !limits.isEmpty();
        });
    return limits.getLast();
  }

  private List<String> opened(String groupID) {
    return world.conversations.opened.stream()
        .filter(opened -> opened.getGroupID().equals(groupID))
        .map(CreateGroupChatConversationsReq::getUserIDsList)
        .flatMap(List::stream)
        .toList();
  }

  private GroupMemberFullInfo row(String groupID, String userID) {
    return GroupMemberFullInfo.newBuilder()
        .setGroupID(groupID)
        .setUserID(userID)
        .setRoleLevel(20)
        .setJoinTime(world.clock.millis())
        .setInviterUserID("owner")
        .build();
  }

  private List<String> members(String groupID) {
    return world
        .as(
            "imAdmin",
            s ->
                s.getGroupMemberUserIDs(
                    GetGroupMemberUserIDsReq.newBuilder().setGroupID(groupID).build()))
        .getUserIDsList();
  }

  private getIncrementalJoinGroupResp joined(
      String userID, @Nullable getIncrementalJoinGroupResp known) {
    getIncrementalJoinGroupReq.Builder request =
        getIncrementalJoinGroupReq.newBuilder().setUserID(userID);
    if (known != null) {
      request.setVersion(known.getVersion()).setVersionID(known.getVersionID());
    }
    return world.as(userID, s -> s.getIncrementalJoinGroup(request.build()));
  }

  private int quit(String userID, String groupID) {
    return world.code(
        userID, s -> s.quitGroup(QuitGroupReq.newBuilder().setGroupID(groupID).build()));
  }

  private int kick(String callerID, String groupID, String userID) {
    return world.code(
        callerID,
        s ->
            s.kickGroupMember(
                KickGroupMemberReq.newBuilder()
                    .setGroupID(groupID)
                    .addKickedUserIDs(userID)
                    .build()));
  }

  private int dismiss(String groupID) {
    return world.code(
        "owner", s -> s.dismissGroup(DismissGroupReq.newBuilder().setGroupID(groupID).build()));
  }
}
