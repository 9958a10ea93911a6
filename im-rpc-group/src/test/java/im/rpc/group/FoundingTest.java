package im.rpc.group;

import static im.rpc.group.GroupWorld.id;
import static im.rpc.group.GroupWorld.tips;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.proto.group.CreateGroupReq;
import im.proto.group.GetGroupMemberListReq;
import im.proto.group.GetGroupsInfoReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.RequestPagination;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FoundingTest extends GroupTestBed {
  @Test
  void theAnswerHasOwnerAndNumberOfMembers() {
    String groupID = id("g");
    GroupInfo group =
        world
            .as(
                "owner",
                s ->
                    s.createGroup(
                        request("owner", List.of("admin"), List.of("m1", "m2"))
                            .setGroupInfo(
                                GroupInfo.newBuilder()
                                    .setGroupID(groupID)
                                    .setGroupName("Reading <club>")
                                    .setGroupType(2)
                                    .setStatus(3)
                                    .setMemberCount(99)
                                    .setCreateTime(5)
                                    .setOwnerUserID("somebody else")
                                    .setEx("ex"))
                            .build()))
            .getGroupInfo();

    assertThat(group.getGroupID()).isEqualTo(groupID);
    assertThat(group.getOwnerUserID()).isEqualTo("owner");
    assertThat(group.getMemberCount()).isEqualTo(4);
    assertThat(group.getStatus()).isZero();
    assertThat(group.getCreateTime()).isEqualTo(world.clock.millis());
    assertThat(group.getCreatorUserID()).isEmpty();
    assertThat(info(groupID)).isEqualTo(group);
  }

  @Test
  void membersHaveTheirRolesAndCameByInvitation() {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));

    List<GroupMemberFullInfo> members =
        world.as("m1", s -> s.getGroupMemberList(firstPage(groupID))).getMembersList();

    assertThat(members)
        .extracting(GroupMemberFullInfo::getUserID)
        .containsExactly("owner", "admin", "m1");
    assertThat(members).extracting(GroupMemberFullInfo::getRoleLevel).containsExactly(100, 60, 20);
    assertThat(members)
        .allSatisfy(member -> {
          assertThat(member.getJoinSource()).isEqualTo(2);
          assertThat(member.getInviterUserID()).isEqualTo("owner");
          assertThat(member.getOperatorUserID()).isEqualTo("owner");
          assertThat(member.getMuteEndTime()).isZero();
          assertThat(member.getNickname()).isEqualTo("nick of " + member.getUserID());
        });
  }

  @Test
  void allMembersHearOfIt() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1", "m2"));

    MsgData message = world.told(1501, groupID);
    JsonNode tips = tips(message);
    assertThat(message.getSendID()).isEqualTo("owner");
    assertThat(message.getSessionType()).isEqualTo(3);
    assertThat(message.getOptionsMap()).containsEntry("isSendMsg", true);
    assertThat(tips.get("group").get("memberCount").asInt()).isEqualTo(4);
    assertThat(GroupWorld.texts(tips.get("memberList"), "userID"))
        .containsExactly("owner", "admin", "m1", "m2");
    assertThat(tips.get("groupOwnerUser").get("userID").asText()).isEqualTo("owner");
    assertThat(tips.get("opUser").get("nickname").asText()).isEqualTo("nick of owner");
    assertThat(tips.get("operationTime").asLong()).isEqualTo(world.clock.millis());
    assertThat(tips.get("groupMemberVersion").asLong()).isEqualTo(1);
    assertThat(tips.get("groupMemberVersionID").asText()).matches("[0-9a-f]{24}");
  }

  @Test
  void sendMessageFalseKeepsItOutOfTheChat() throws Exception {
    String groupID = id("g");
    var _ =
        world.as(
            "owner",
            s ->
                s.createGroup(
                    request("owner", List.of(), List.of())
                        .setGroupInfo(GroupInfo.newBuilder().setGroupID(groupID).setGroupType(2))
                        .setSendMessage(false)
                        .build()));

    assertThat(world.told(1501, groupID).getOptionsMap()).containsEntry("isSendMsg", false);
  }

  @Test
  void anAnnouncementFollowsTheFounding() throws Exception {
    String groupID =
        world.found(
            GroupInfo.newBuilder().setNotification("hear"), "owner", List.of(), List.of("m1"));

    MsgData message = world.told(1519, groupID);
    assertThat(message.getOptionsMap()).containsEntry("isSendMsg", true);
    assertThat(message.getSenderNickname()).isEqualTo("nick of owner");
    assertThat(world.typesTo(groupID)).containsExactly(1501, 1519);
  }

  @Test
  void anAppAdminFoundsForOthersAndStaysOutside() throws Exception {
    String groupID = id("g");
    GroupInfo group =
        world
            .as(
                Neighbours.ADMIN,
                s ->
                    s.createGroup(
                        request("owner", List.of(), List.of("m1"))
                            .setGroupInfo(
                                GroupInfo.newBuilder().setGroupID(groupID).setGroupType(2))
                            .build()))
            .getGroupInfo();

    assertThat(group.getMemberCount()).isEqualTo(2);
    JsonNode operator = tips(world.told(1501, groupID)).get("opUser");
    assertThat(operator.get("roleLevel").asInt()).isEqualTo(60);
    assertThat(operator.get("appMangerLevel").asInt()).isEqualTo(2);
  }

  @Test
  void anIdIsMadeWhenNoneIsGiven() {
    String groupID =
        world
            .as(
                "owner",
                s ->
                    s.createGroup(
                        request("owner", List.of(), List.of())
                            .setGroupInfo(GroupInfo.newBuilder().setGroupType(2))
                            .build()))
            .getGroupInfo()
            .getGroupID();

    assertThat(Long.parseLong(groupID)).isBetween(0L, (1L << 32) - 1);
  }

  @Test
  void refusals() {
    String taken = world.found("owner", List.of(), List.of());

    assertThat(code("owner", request("owner", List.of(), List.of()), 0)).isEqualTo(1001);
    assertThat(code("owner", request("owner", List.of(), List.of()), 1)).isEqualTo(1001);
    assertThat(code("owner", request("m1", List.of(), List.of("owner")), 2)).isEqualTo(1002);
    assertThat(code("owner", request("owner", List.of(), List.of("owner")), 2)).isEqualTo(1001);
    assertThat(code("owner", request("owner", List.of("m1"), List.of("m1")), 2)).isEqualTo(1001);
    assertThat(code("owner", request("owner", List.of(), List.of("nobody")), 2)).isEqualTo(1101);
    assertThat(
            world.code(
                "owner",
                s ->
                    s.createGroup(
                        request("owner", List.of(), List.of())
                            .setGroupInfo(GroupInfo.newBuilder().setGroupID(taken).setGroupType(2))
                            .build())))
        .isEqualTo(1202);
    List<String> tooMany = IntStream.range(0, 1001).mapToObj(Integer::toString).toList();
    assertThat(code("owner", request("owner", List.of(), tooMany), 2)).isEqualTo(1001);
    assertThat(code("owner", request("owner", tooMany, List.of()), 2)).isEqualTo(1001);
  }

  @Test
  void manyMembersCostAFewCallsOfTheUserService() {
    List<String> members = IntStream.range(0, 200).mapToObj(i -> "u" + i).toList();
    int before = world.users.calls.get();
    String groupID = world.found("owner", List.of(), members);

    assertThat(info(groupID).getMemberCount()).isEqualTo(201);
    assertThat(world.users.calls.get() - before).isLessThanOrEqualTo(5);
  }

  private int code(String caller, CreateGroupReq.Builder request, int groupType) {
    return world.code(
        caller,
        s ->
            s.createGroup(
                request.setGroupInfo(GroupInfo.newBuilder().setGroupType(groupType)).build()));
  }

  private GroupInfo info(String groupID) {
    return world
        .as(
            "stranger",
            s -> s.getGroupsInfo(GetGroupsInfoReq.newBuilder().addGroupIDs(groupID).build()))
        .getGroupInfos(0);
  }

  private static CreateGroupReq.Builder request(
      String ownerID, List<String> adminIDs, List<String> memberIDs) {
    return CreateGroupReq.newBuilder()
        .setOwnerUserID(ownerID)
        .addAllAdminUserIDs(adminIDs)
        .addAllMemberUserIDs(memberIDs);
  }

  private static GetGroupMemberListReq firstPage(String groupID) {
    return GetGroupMemberListReq.newBuilder()
        .setGroupID(groupID)
        .setPagination(RequestPagination.newBuilder().setPageNumber(1).setShowNumber(50))
        .build();
  }
}
