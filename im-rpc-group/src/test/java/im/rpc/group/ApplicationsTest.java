package im.rpc.group;

import static im.rpc.group.GroupWorld.tips;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.proto.group.DismissGroupReq;
import im.proto.group.GetGroupApplicationListReq;
import im.proto.group.GetGroupApplicationListResp;
import im.proto.group.GetGroupApplicationUnhandledCountReq;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.GetSpecifiedUserGroupRequestInfoReq;
import im.proto.group.GetUserReqApplicationListReq;
import im.proto.group.GroupApplicationResponseReq;
import im.proto.group.JoinGroupReq;
import im.proto.group.getGroupUsersReqApplicationListReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupRequest;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.RequestPagination;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ApplicationsTest extends GroupTestBed {
  @Test
  void managersAndTheApplicantHearOfAnApplicationWithOneUuid() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));
    String tom = GroupWorld.id("tom");

    assertThat(join(tom, groupID)).isZero();

    JsonNode toOwner = tips(applicationTo("owner", groupID));
    assertThat(toOwner.get("applicant").get("userID").asText()).isEqualTo(tom);
    assertThat(toOwner.get("reqMsg").asText()).isEqualTo("let me in");
    assertThat(toOwner.get("request").get("userInfo").get("userID").asText()).isEqualTo(tom);
    assertThat(toOwner.get("request").get("groupInfo").isNull()).isTrue();
    assertThat(toOwner.get("group").get("memberCount").asInt()).isEqualTo(3);
    for (String receiver : List.of("admin", tom)) {
      MsgData message = applicationTo(receiver, groupID);
      assertThat(message.getSessionType()).isEqualTo(1);
      assertThat(message.getGroupID()).isEmpty();
      assertThat(tips(message).get("uuid")).isEqualTo(toOwner.get("uuid"));
    }
  }

  @Test
  void anAgreedApplicationMakesAMember() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));
    String tom = GroupWorld.id("tom");
    assertThat(join(tom, groupID)).isZero();
    world.clock.advance(Duration.ofSeconds(1));

    assertThat(answer("admin", groupID, tom, 1)).isZero();

    JsonNode toOwner = tips(verdictTo(1505, "owner", groupID));
    JsonNode toTom = tips(verdictTo(1505, tom, groupID));
    assertThat(toOwner.get("receiverAs").asInt()).isEqualTo(1);
    assertThat(toTom.get("receiverAs").asInt()).isZero();
    assertThat(toTom.get("handleMsg").asText()).isEqualTo("answer");
    assertThat(toTom.get("opUser").get("userID").asText()).isEqualTo("admin");
    assertThat(toTom.get("request").get("handleUserID").asText()).isEqualTo("admin");
    assertThat(toTom.get("request").get("handleTime").asLong()).isEqualTo(world.clock.millis());
    JsonNode entered = tips(world.told(1510, groupID));
    assertThat(entered.get("entrantUser").get("joinSource").asInt()).isEqualTo(3);
    assertThat(entered.get("entrantUser").get("operatorUserID").asText()).isEqualTo("admin");
    GroupRequest stored = received("owner", groupID).getGroupRequests(0);
    assertThat(stored.getHandleResult()).isEqualTo(1);
    assertThat(stored.getHandleMsg()).isEqualTo("answer");
    assertThat(stored.getHandleUserID()).isEqualTo("admin");
    assertThat(answer("owner", groupID, tom, -1)).isEqualTo(1206);
  }

  @Test
  void aRefusedApplicantMayAskAgain() throws Exception {
    String groupID = world.found("owner", List.of(), List.of());
    String uma = GroupWorld.id("uma");
    assertThat(join(uma, groupID)).isZero();
    assertThat(answer("owner", groupID, uma, -1)).isZero();
    assertThat(tips(verdictTo(1506, uma, groupID)).get("request").get("handleResult").asInt())
        .isEqualTo(-1);

    assertThat(join(uma, groupID)).isZero();

    GetGroupApplicationListResp list = received("owner", groupID);
    assertThat(list.getTotal()).isEqualTo(1);
    assertThat(list.getGroupRequests(0).getHandleResult()).isZero();
    assertThat(list.getGroupRequests(0).getHandleMsg()).isEmpty();
    assertThat(list.getGroupRequests(0).getUserInfo().getNickname()).isEqualTo("nick of " + uma);
    assertThat(list.getGroupRequests(0).getGroupInfo().getOwnerUserID()).isEqualTo("owner");
  }

  @Test
  void inAStrictGroupAMemberOnlyProposes() throws Exception {
    String groupID =
        world.found(
            GroupInfo.newBuilder().setNeedVerification(1),
            "owner",
            List.of("admin"),
            List.of("m1"));
    String vic = GroupWorld.id("vic");
    String wim = GroupWorld.id("wim");

    assertThat(world.invite("m1", groupID, List.of(vic))).isZero();
    assertThat(world.invite("admin", groupID, List.of(wim))).isZero();

    JsonNode proposed = tips(applicationTo("owner", groupID));
    assertThat(proposed.get("applicant").get("userID").asText()).isEqualTo("m1");
    assertThat(proposed.get("request").get("userInfo").get("userID").asText()).isEqualTo(vic);
    assertThat(proposed.get("request").get("inviterUserID").asText()).isEqualTo("m1");
    assertThat(proposed.get("request").get("joinSource").asInt()).isEqualTo(2);
    assertThat(isMember(groupID, vic)).isFalse();
    assertThat(isMember(groupID, wim)).isTrue();

    assertThat(answer("owner", groupID, vic, 1)).isZero();

    MsgData message =
        world.told(
            1509, m -> m.getGroupID().equals(groupID) && tips(m).toString().contains("\"" + vic));
    assertThat(tips(message).get("inviterUser").get("userID").asText()).isEqualTo("m1");
    assertThat(tips(message).get("opUser").get("userID").asText()).isEqualTo("owner");
    assertThat(isMember(groupID, vic)).isTrue();
  }

  @Test
  void answeringIsRefused() {
    String groupID = world.found("owner", List.of(), List.of("m1"));
    String tom = GroupWorld.id("tom");
    assertThat(join(tom, groupID)).isZero();

    assertThat(answer("owner", groupID, tom, 0)).isEqualTo(1001);
    assertThat(answer("owner", groupID, tom, 2)).isEqualTo(1001);
    assertThat(answer("m1", groupID, tom, 1)).isEqualTo(1002);
    assertThat(answer("stranger", groupID, tom, 1)).isEqualTo(1004);
    assertThat(answer("owner", groupID, "m1", 1)).isEqualTo(1004);
    assertThat(answer(Neighbours.ADMIN, "nowhere", tom, 1)).isEqualTo(1004);
    var _ =
        world.as(
            "owner", s -> s.dismissGroup(DismissGroupReq.newBuilder().setGroupID(groupID).build()));
    assertThat(answer("owner", groupID, tom, 1)).isEqualTo(1204);
  }

  @Test
  void thoseProposedTogetherAreListedInOneOrder() {
    String groupID =
        world.found(
            GroupInfo.newBuilder().setNeedVerification(1), "owner", List.of(), List.of("m1"));
    List<String> proposed = Stream.of("c", "a", "e", "b", "d").map(GroupWorld::id).toList();
    assertThat(world.invite("m1", groupID, proposed)).isZero();

    List<String> listed =
        received("owner", groupID).getGroupRequestsList().stream()
            .map(request -> request.getUserInfo().getUserID())
            .toList();
    assertThat(listed).containsExactlyInAnyOrderElementsOf(proposed);
    for (int number = 1; number <= listed.size(); number++) {
      RequestPagination one =
          RequestPagination.newBuilder().setPageNumber(number).setShowNumber(1).build();
      GetGroupApplicationListReq request =
          list("owner").addGroupIDs(groupID).setPagination(one).build();
      assertThat(world.as("owner", s -> s.getGroupApplicationList(request)).getGroupRequestsList())
          .extracting(each -> each.getUserInfo().getUserID())
          .containsExactly(listed.get(number - 1));
    }
  }

  @Test
  void listsAreForThoseConcerned() {
    String owner = GroupWorld.id("listowner");
    String tom = GroupWorld.id("tom");
    String first = world.found(owner, List.of(), List.of("m1"));
    String second = world.found(owner, List.of(), List.of("m1"));
    assertThat(join(tom, first)).isZero();
    world.clock.advance(Duration.ofSeconds(1));
    assertThat(join(tom, second)).isZero();

    assertThat(received(owner).getGroupRequestsList())
        .extracting(request -> request.getGroupInfo().getGroupID())
        .containsExactly(second, first);
    assertThat(received("m1").getTotal()).isZero();
    assertThat(code("m1", list("m1").addGroupIDs(first))).isEqualTo(1002);
    assertThat(code("m1", list(owner))).isEqualTo(1002);
    assertThat(code(Neighbours.ADMIN, list(owner).addGroupIDs(first).addGroupIDs("nowhere")))
        .isEqualTo(1201);
    assertThat(code(Neighbours.ADMIN, list(owner).addGroupIDs("nowhere"))).isZero();
    assertThat(open(owner)).isEqualTo(2);
    GetUserReqApplicationListReq own =
        GetUserReqApplicationListReq.newBuilder().setUserID(tom).setPagination(page()).build();
    assertThat(world.as(tom, s -> s.getUserReqApplicationList(own)).getTotal()).isEqualTo(2);
    assertThat(world.code("m1", s -> s.getUserReqApplicationList(own))).isEqualTo(1002);
    getGroupUsersReqApplicationListReq named =
        getGroupUsersReqApplicationListReq.newBuilder().setGroupID(first).addUserIDs(tom).build();
    assertThat(
            world
                .as(owner, s -> s.getGroupUsersReqApplicationList(named))
                .getGroupRequests(0)
                .getUserInfo()
                .getUserID())
        .isEqualTo(tom);
    assertThat(world.code("m1", s -> s.getGroupUsersReqApplicationList(named))).isEqualTo(1002);
    GetSpecifiedUserGroupRequestInfoReq one =
        GetSpecifiedUserGroupRequestInfoReq.newBuilder().setGroupID(first).setUserID(tom).build();
    assertThat(world.as(owner, s -> s.getSpecifiedUserGroupRequestInfo(one)).getTotal())
        .isEqualTo(1);
    assertThat(world.as(tom, s -> s.getSpecifiedUserGroupRequestInfo(one)).getTotal()).isEqualTo(1);
    assertThat(world.code("m1", s -> s.getSpecifiedUserGroupRequestInfo(one))).isEqualTo(1002);
    GetSpecifiedUserGroupRequestInfoReq nowhere = one.toBuilder().setGroupID("nowhere").build();
    assertThat(world.code("m1", s -> s.getSpecifiedUserGroupRequestInfo(nowhere))).isEqualTo(1004);
    DismissGroupReq end = DismissGroupReq.newBuilder().setGroupID(first).build();
    assertThat(world.code(owner, s -> s.dismissGroup(end))).isZero();
    assertThat(world.code(owner, s -> s.getSpecifiedUserGroupRequestInfo(one))).isEqualTo(1004);
    assertThat(world.as(tom, s -> s.getSpecifiedUserGroupRequestInfo(one)).getTotal()).isEqualTo(1);
  }

  private int join(String userID, String groupID) {
    JoinGroupReq request =
        JoinGroupReq.newBuilder()
            .setGroupID(groupID)
            .setJoinSource(3)
            .setReqMessage("let me in")
            .setInviterUserID(userID)
            .build();
    return world.code(userID, s -> s.joinGroup(request));
  }

  private int answer(String caller, String groupID, String userID, int result) {
    GroupApplicationResponseReq request =
        GroupApplicationResponseReq.newBuilder()
            .setGroupID(groupID)
            .setFromUserID(userID)
            .setHandleResult(result)
            .setHandledMsg("answer")
            .build();
    return world.code(caller, s -> s.groupApplicationResponse(request));
  }

  private MsgData applicationTo(String receiver, String groupID) throws Exception {
    return verdictTo(1503, receiver, groupID);
  }

  private MsgData verdictTo(int contentType, String receiver, String groupID) throws Exception {
    return world.told(
        contentType,
        m ->
            m.getRecvID().equals(receiver)
                && tips(m).get("group").get("groupID").asText().equals(groupID));
  }

  private boolean isMember(String groupID, String userID) {
    return world
            .as(
                Neighbours.ADMIN,
                s ->
                    s.getGroupMembersInfo(
                        GetGroupMembersInfoReq.newBuilder()
                            .setGroupID(groupID)
                            .addUserIDs(userID)
                            .build()))
            .getMembersCount()
        == 1;
  }

  private long open(String userID) {
    return world
        .as(
            userID,
            s ->
                s.getGroupApplicationUnhandledCount(
                    GetGroupApplicationUnhandledCountReq.newBuilder().setUserID(userID).build()))
        .getCount();
  }

  private GetGroupApplicationListResp received(String userID, String... groupIDs) {
    return world.as(
        userID,
        s -> s.getGroupApplicationList(list(userID).addAllGroupIDs(List.of(groupIDs)).build()));
  }

  private int code(String caller, GetGroupApplicationListReq.Builder request) {
    return world.code(caller, s -> s.getGroupApplicationList(request.build()));
  }

  private static GetGroupApplicationListReq.Builder list(String userID) {
    return GetGroupApplicationListReq.newBuilder().setFromUserID(userID).setPagination(page());
  }

  private static RequestPagination page() {
    return RequestPagination.newBuilder().setPageNumber(1).setShowNumber(50).build();
  }
}
