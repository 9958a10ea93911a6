package im.rpc.group;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.error.ErrorCode;
import im.common.testing.AtOnce;
import im.common.testing.LeftBehind;
import im.common.testing.MongoExtension;
import im.common.testing.Until;
import im.proto.group.CancelMuteGroupReq;
import im.proto.group.DismissGroupReq;
import im.proto.group.GetGroupMemberListReq;
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
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.RequestPagination;
import im.proto.wrappers.Int32Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.Test;

/// What is true of a group however many change it at the same time: a living one has exactly one
/// owner, a dismissed one stays so, and chat and version logs say the same of a member as the rows.
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

  @Test
  void whoIsRemovedWhileHeIsInvitedIsOutEverywhere() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID = world.found(OWNER, List.of("ann"), List.of());
      List<Integer> codes =
          AtOnce.all(
              () -> world.invite(OWNER, groupID, withTom(groupID)),
              () ->
                  until(
                      answer -> answer != code(ErrorCode.USER_ID_NOT_FOUND),
                      () -> kick("ann", groupID, List.of("tom"))));
      assertThat(codes).containsExactly(0, 0);
      assertThat(isIn(groupID, "tom")).isFalse();
      isTrueEverywhere(groupID, "tom");
    }
  }

  @Test
  void whoComesBackWhileHeIsRemovedIsInEverywhere() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      String groupID =
          world.found(
              GroupInfo.newBuilder().setNeedVerification(2), OWNER, List.of("ann"), List.of());
      List<String> members = withTom(groupID);
      assertThat(world.invite(OWNER, groupID, members)).isZero();
      List<Integer> codes =
          AtOnce.all(
              () -> kick("ann", groupID, members),
              () -> until(answer -> answer == 0, () -> join("tom", groupID)));
      assertThat(codes).containsExactly(0, 0);
      assertThat(isIn(groupID, "tom")).isTrue();
      isTrueEverywhere(groupID, "tom");
    }
  }

  /// Many, among whom tom comes last in each list.
  private static List<String> withTom(String groupID) {
    return Stream.concat(IntStream.range(0, 200).mapToObj(i -> groupID + "_" + i), Stream.of("tom"))
        .toList();
  }

  private static int until(Predicate<Integer> good, Callable<Integer> call) throws Exception {
    AtomicInteger answer = new AtomicInteger();
    Until.holds(
        "an answer that is waited for",
        () -> {
          answer.set(call.call());
          return good.test(answer.get());
        });
    return answer.get();
  }

  private static void isTrueEverywhere(String groupID, String userID) throws Exception {
    LeftBehind.isFinished(MongoExtension.mongo(), "group");
    boolean isIn = isIn(groupID, userID);
    int state = isIn ? 1 : 2;
    assertThat(newest("group_join_version", userID, groupID)).as("user's log").isEqualTo(state);
    assertThat(newest("group_member_version", groupID, userID)).as("group's log").isEqualTo(state);
    assertThat(world.conversations.maxSeq(groupID, userID))
        .as("limit of the chat")
        .isEqualTo(isIn ? 0 : Neighbours.GROUP_MAX_SEQ);
    assertThat(listed(groupID).contains(userID)).as("in the list of members").isEqualTo(isIn);
  }

  private static boolean isIn(String groupID, String userID) {
    return members(groupID).stream().anyMatch(row -> row.getString("user_id").equals(userID));
  }

  /// What the log of `ownerID` says last of an element.
  private static int newest(String collection, String ownerID, String elementID) {
    Document log =
        MongoExtension.mongo().collection(collection).find(new Document("d_id", ownerID)).first();
    assertThat(log).isNotNull();
    return log.getList("logs", Document.class).stream()
        .filter(entry -> entry.getString("e_id").equals(elementID))
        .max(Comparator.comparingLong(entry -> entry.get("version", Number.class).longValue()))
        .orElseThrow()
        .getInteger("state");
  }

  private static List<String> listed(String groupID) {
    GetGroupMemberListReq request =
        GetGroupMemberListReq.newBuilder()
            .setGroupID(groupID)
            .setPagination(RequestPagination.newBuilder().setPageNumber(1).setShowNumber(1000))
            .build();
    return world.as(OWNER, s -> s.getGroupMemberList(request)).getMembersList().stream()
        .map(GroupMemberFullInfo::getUserID)
        .toList();
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
