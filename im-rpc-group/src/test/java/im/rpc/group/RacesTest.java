package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.testing.AtOnce;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.proto.group.CancelMuteGroupReq;
import im.proto.group.DismissGroupReq;
import im.proto.group.GroupApplicationResponseReq;
import im.proto.group.JoinGroupReq;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.MuteGroupReq;
import im.proto.group.QuitGroupReq;
import im.proto.group.SetGroupInfoReq;
import im.proto.group.SetGroupMemberInfo;
import im.proto.group.SetGroupMemberInfoReq;
import im.proto.group.TransferGroupOwnerReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupInfoForSet;
import im.proto.wrappers.Int32Value;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/// What is true of a group however many change it at the same time: a living one has exactly one
/// owner, and a dismissed one stays so.
class RacesTest extends GroupTestBed {
  private static final int ROUNDS = Integer.getInteger("im.races.rounds", 15);
  private static final String OWNER = "owner";

  @Test
  void anHeirWhoQuitsIsNoOwner() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID = world.found(OWNER, List.of("ann"), List.of("tom"));
      List<Integer> codes =
          AtOnce.all(() -> transfer(OWNER, groupID, "tom"), () -> quit("tom", groupID));
      assertThat(codes)
          .isIn(List.of(0, code(ErrorCode.NO_PERMISSION)), List.of(code(ErrorCode.ARGS), 0));
      assertThat(owners(groupID)).containsExactly(codes.getFirst() == 0 ? "tom" : OWNER);
    }
  }

  @Test
  void anHeirWhoIsRemovedIsNoOwner() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID = world.found(OWNER, List.of("ann"), List.of("tom", "uma"));
      List<Integer> codes =
          AtOnce.all(
              () -> transfer(OWNER, groupID, "tom"),
              () -> kick("ann", groupID, List.of("tom", "uma")));
      assertThat(codes).isIn(List.of(0, code(ErrorCode.ARGS)), List.of(code(ErrorCode.ARGS), 0));
      assertThat(owners(groupID)).containsExactly(codes.getFirst() == 0 ? "tom" : OWNER);
    }
  }

  @Test
  void aGroupIsGivenToOneOfTwoHeirs() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID = world.found(OWNER, List.of("ann"), List.of("tom"));
      List<Integer> codes =
          AtOnce.all(() -> transfer(OWNER, groupID, "ann"), () -> transfer(OWNER, groupID, "tom"));
      assertThat(codes).containsExactlyInAnyOrder(0, code(ErrorCode.NO_PERMISSION));
      assertThat(owners(groupID)).containsExactly(codes.getFirst() == 0 ? "ann" : "tom");
    }
  }

  @Test
  void anHeirWhoseRoleChangesIsTheOwner() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID = world.found(OWNER, List.of(), List.of("tom"));
      List<Integer> codes =
          AtOnce.all(
              () -> transfer(OWNER, groupID, "tom"), () -> setRole(OWNER, groupID, "tom", 60));
      assertThat(codes.getFirst()).isZero();
      assertThat(codes.getLast()).isIn(0, code(ErrorCode.NO_PERMISSION));
      assertThat(owners(groupID)).containsExactly("tom");
      assertThat(roles(groupID)).containsExactlyInAnyOrder(100, codes.getLast() == 0 ? 60 : 20);
    }
  }

  @Test
  void everythingAtOnceLeavesOneOwner() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID = world.found(OWNER, List.of("ann"), List.of("tom", "uma"));
      AtOnce.all(
          List.<Callable<Integer>>of(
              () -> transfer(OWNER, groupID, "ann"),
              () -> transfer(OWNER, groupID, "tom"),
              () -> transfer("ann", groupID, "tom"),
              () -> transfer("tom", groupID, "uma"),
              () -> quit("ann", groupID),
              () -> kick("ann", groupID, List.of("tom")),
              () -> setRole(OWNER, groupID, "tom", 60),
              () -> quit(OWNER, groupID)));
      LeftBehind.isFinished(MongoExtension.mongo(), "group");
      assertThat(owners(groupID)).hasSize(1);
      assertThat(MongoExtension.rows("group_transfer")).isEmpty();
    }
  }

  @Test
  void aDismissedGroupStaysDismissed() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID = world.found(OWNER, List.of("ann"), List.of());
      List<Integer> codes =
          AtOnce.all(
              () -> dismiss(groupID, false),
              () -> dismiss(groupID, false),
              () -> mute("ann", groupID),
              () -> unmute("ann", groupID),
              () -> rename("ann", groupID));
      assertThat(codes.subList(0, 2))
          .containsExactlyInAnyOrder(0, code(ErrorCode.DISMISSED_ALREADY));
      assertThat(codes.subList(2, 5)).isSubsetOf(0, code(ErrorCode.DISMISSED_ALREADY));
      assertThat(status(groupID)).isEqualTo(2);
    }
  }

  @Test
  void nobodyIsInADissolvedGroup() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID =
          world.found(
              GroupInfo.newBuilder().setNeedVerification(2), OWNER, List.of("ann"), List.of());
      List<Integer> codes =
          AtOnce.all(
              () -> dismiss(groupID, true),
              () -> world.invite("ann", groupID, List.of("tom", "uma")),
              () -> join("vic", groupID),
              () -> mute("ann", groupID));
      assertThat(codes.getFirst()).isZero();
      LeftBehind.isFinished(MongoExtension.mongo(), "group");
      assertThat(status(groupID)).isEqualTo(2);
      assertThat(roles(groupID)).isEmpty();
      assertThat(List.of("tom", "uma", "vic"))
          .allSatisfy(userID -> assertThat(joins(userID)).doesNotContain(groupID));
    }
  }

  @Test
  void nobodyIsLetIntoADissolvedGroup() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID = world.found(OWNER, List.of("ann"), List.of());
      assertThat(join("tom", groupID)).isZero();
      AtOnce.all(() -> dismiss(groupID, true), () -> agree("ann", groupID, "tom"));
      LeftBehind.isFinished(MongoExtension.mongo(), "group");
      assertThat(roles(groupID)).isEmpty();
    }
  }

  @Test
  void anApplicationIsAnsweredOnce() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID = world.found(OWNER, List.of("ann"), List.of());
      assertThat(join("tom", groupID)).isZero();
      List<Integer> codes =
          AtOnce.all(() -> agree(OWNER, groupID, "tom"), () -> answer("ann", groupID, "tom", -1));
      assertThat(codes).containsExactlyInAnyOrder(0, code(ErrorCode.GROUP_REQUEST_HANDLED));
      assertThat(roles(groupID)).hasSize(codes.getFirst() == 0 ? 3 : 2);
    }
  }

  private static int code(ErrorCode code) {
    return code.code();
  }

  private static Document key(String groupID) {
    return new Document("group_id", groupID);
  }

  private static List<String> owners(String groupID) {
    return members(groupID).stream()
        .filter(row -> row.getInteger("role_level") == 100)
        .map(row -> row.getString("user_id"))
        .toList();
  }

  private static List<Integer> roles(String groupID) {
    return members(groupID).stream().map(row -> row.getInteger("role_level")).toList();
  }

  private static List<Document> members(String groupID) {
    return MongoExtension.mongo()
        .collection("group_member")
        .find(key(groupID))
        .into(new ArrayList<>());
  }

  /// The groups of which the user's clients hear that he came in.
  private static List<String> joins(String userID) {
    Document log =
        MongoExtension.mongo()
            .collection("group_join_version")
            .find(new Document("d_id", userID))
            .first();
    return log == null
        ? List.of()
        : log.getList("logs", Document.class).stream()
            .filter(entry -> entry.getInteger("state") == 1)
            .map(entry -> entry.getString("e_id"))
            .toList();
  }

  private static int status(String groupID) {
    Document row = MongoExtension.mongo().collection("group").find(key(groupID)).first();
    assertThat(row).isNotNull();
    return row == null ? -1 : row.getInteger("status");
  }

  private static int transfer(String ownerID, String groupID, String heirID) {
    TransferGroupOwnerReq request =
        TransferGroupOwnerReq.newBuilder()
            .setGroupID(groupID)
            .setOldOwnerUserID(ownerID)
            .setNewOwnerUserID(heirID)
            .build();
    return world.code(ownerID, s -> s.transferGroupOwner(request));
  }

  private static int quit(String userID, String groupID) {
    return world.code(
        userID, s -> s.quitGroup(QuitGroupReq.newBuilder().setGroupID(groupID).build()));
  }

  private static int kick(String callerID, String groupID, List<String> userIDs) {
    return world.code(
        callerID,
        s ->
            s.kickGroupMember(
                KickGroupMemberReq.newBuilder()
                    .setGroupID(groupID)
                    .addAllKickedUserIDs(userIDs)
                    .build()));
  }

  private static int setRole(String callerID, String groupID, String userID, int role) {
    SetGroupMemberInfoReq request =
        SetGroupMemberInfoReq.newBuilder()
            .addMembers(
                SetGroupMemberInfo.newBuilder()
                    .setGroupID(groupID)
                    .setUserID(userID)
                    .setRoleLevel(Int32Value.newBuilder().setValue(role)))
            .build();
    return world.code(callerID, s -> s.setGroupMemberInfo(request));
  }

  private static int dismiss(String groupID, boolean withMembers) {
    DismissGroupReq request =
        DismissGroupReq.newBuilder().setGroupID(groupID).setDeleteMember(withMembers).build();
    return world.code(OWNER, s -> s.dismissGroup(request));
  }

  private static int mute(String callerID, String groupID) {
    return world.code(
        callerID, s -> s.muteGroup(MuteGroupReq.newBuilder().setGroupID(groupID).build()));
  }

  private static int unmute(String callerID, String groupID) {
    return world.code(
        callerID,
        s -> s.cancelMuteGroup(CancelMuteGroupReq.newBuilder().setGroupID(groupID).build()));
  }

  private static int rename(String callerID, String groupID) {
    SetGroupInfoReq request =
        SetGroupInfoReq.newBuilder()
            .setGroupInfoForSet(
                GroupInfoForSet.newBuilder().setGroupID(groupID).setGroupName("new"))
            .build();
    return world.code(callerID, s -> s.setGroupInfo(request));
  }

  private static int join(String userID, String groupID) {
    JoinGroupReq request =
        JoinGroupReq.newBuilder()
            .setGroupID(groupID)
            .setInviterUserID(userID)
            .setJoinSource(3)
            .build();
    return world.code(userID, s -> s.joinGroup(request));
  }

  private static int agree(String callerID, String groupID, String userID) {
    return answer(callerID, groupID, userID, 1);
  }

  private static int answer(String callerID, String groupID, String userID, int result) {
    GroupApplicationResponseReq request =
        GroupApplicationResponseReq.newBuilder()
            .setGroupID(groupID)
            .setFromUserID(userID)
            .setHandleResult(result)
            .build();
    return world.code(callerID, s -> s.groupApplicationResponse(request));
  }
}
