package im.rpc.group;

import static im.rpc.group.GroupWorld.texts;
import static im.rpc.group.GroupWorld.tips;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.group.DismissGroupReq;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.JoinGroupReq;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.MuteGroupMemberReq;
import im.proto.group.QuitGroupReq;
import im.proto.group.TransferGroupOwnerReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MembershipTest extends GroupTestBed {
  @Test
  void anOpenGroupLetsInAtOnce() throws Exception {
    String groupID =
        world.found(GroupInfo.newBuilder().setNeedVerification(2), "owner", List.of(), List.of());

    assertThat(join("tom", groupID, 3)).isZero();

    GroupMemberFullInfo tom = member(groupID, "tom");
    assertThat(tom.getRoleLevel()).isEqualTo(20);
    assertThat(tom.getJoinSource()).isEqualTo(3);
    assertThat(tom.getInviterUserID()).isEmpty();
    JsonNode tips = tips(world.told(1510, groupID));
    assertThat(tips.get("entrantUser").get("userID").asText()).isEqualTo("tom");
    assertThat(tips.get("group").get("memberCount").asInt()).isEqualTo(2);
    assertThat(tips.get("groupMemberVersion").asLong()).isEqualTo(2);
    Until.holds(
        "the chat is open for tom alone",
        () ->
            world.conversations.opened.stream()
                .anyMatch(opened ->
                    opened.getGroupID().equals(groupID)
                        && opened.getUserIDsList().equals(List.of("tom"))));
    assertThat(join("tom", groupID, 3)).isEqualTo(1001);
  }

  @Test
  void joiningIsRefused() {
    String groupID = world.found("owner", List.of(), List.of());
    dismiss("owner", groupID);

    assertThat(join("tom", groupID, 3)).isEqualTo(1204);
    assertThat(join("tom", "nowhere", 3)).isEqualTo(1004);
    assertThat(join("tom", groupID, 0)).isEqualTo(1001);
    assertThat(join("nobody", groupID, 3)).isEqualTo(1004);
    assertThat(
            world.code(
                "tom",
                s ->
                    s.joinGroup(
                        JoinGroupReq.newBuilder()
                            .setGroupID(groupID)
                            .setJoinSource(3)
                            .setInviterUserID("uma")
                            .build())))
        .isEqualTo(1002);
  }

  @Test
  void aMemberInvitesAndAllHearOfIt() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("m1"));

    assertThat(world.invite("m1", groupID, List.of("guest"))).isZero();

    MsgData message = world.told(1509, groupID);
    JsonNode tips = tips(message);
    assertThat(texts(tips.get("invitedUserList"), "userID")).containsExactly("guest");
    assertThat(tips.get("inviterUser").get("userID").asText()).isEqualTo("m1");
    assertThat(tips.get("opUser").get("roleLevel").asInt()).isEqualTo(20);
    assertThat(message.getOptionsMap()).containsEntry("isSendMsg", true);
    assertThat(member(groupID, "guest").getInviterUserID()).isEqualTo("m1");
  }

  @Test
  void manyInvitedComeInStepsOfFifty() throws Exception {
    String groupID = world.found("owner", List.of(), List.of());
    List<String> guests = IntStream.range(0, 120).mapToObj(i -> "guest" + i).toList();

    assertThat(world.invite("owner", groupID, guests)).isZero();

    for (int step = 0; step < 3; step++) {
      assertThat(tips(told(1509, groupID, 2 + step)).get("invitedUserList"))
          .hasSize(step < 2 ? 50 : 20);
    }
  }

  @Test
  void manyRemovedGoInStepsOfFifty() throws Exception {
    List<String> guests = IntStream.range(0, 120).mapToObj(i -> "guest" + i).toList();
    String groupID = world.found("owner", List.of(), guests);

    assertThat(kick("owner", groupID, guests)).isZero();

    List<String> named = new ArrayList<>();
    for (int step = 0; step < 3; step++) {
      JsonNode tips = tips(told(1508, groupID, 2 + step));
      assertThat(tips.get("kickedUserList")).hasSize(step < 2 ? 50 : 20);
      assertThat(tips.get("group").get("memberCount").asInt()).isEqualTo(1);
      named.addAll(texts(tips.get("kickedUserList"), "userID"));
    }
    assertThat(named).isEqualTo(guests);
    assertThat(memberIDs(groupID)).containsExactly("owner");
  }

  /// The notification of a step in the version log of the group's members.
  private static MsgData told(int contentType, String groupID, long version) throws Exception {
    return world.told(
        contentType,
        message ->
            message.getGroupID().equals(groupID)
                && tips(message).get("groupMemberVersion").asLong() == version);
  }

  @Test
  void aMemberInvitedAgainStaysAsHeIs() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of());

    assertThat(world.invite("owner", groupID, List.of("admin", "guest"))).isZero();

    assertThat(member(groupID, "admin").getRoleLevel()).isEqualTo(60);
    assertThat(texts(tips(world.told(1509, groupID)).get("invitedUserList"), "userID"))
        .containsExactly("guest");
  }

  @Test
  void invitingIsRefused() {
    String groupID = world.found("owner", List.of(), List.of());

    assertThat(world.invite("stranger", groupID, List.of("guest"))).isEqualTo(1002);
    assertThat(world.invite("owner", groupID, List.of("nobody"))).isEqualTo(1004);
    assertThat(world.invite("owner", groupID, List.of("a", "a"))).isEqualTo(1001);
    assertThat(world.invite("owner", groupID, List.of())).isEqualTo(1001);
    assertThat(world.invite(Neighbours.ADMIN, "nowhere", List.of("a"))).isEqualTo(1004);
  }

  @Test
  void whoQuitsSeesTheChatUntilThen() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("m1", "m2"));

    assertThat(quit("m1", groupID, "")).isZero();

    JsonNode tips = tips(world.told(1504, groupID));
    assertThat(tips.get("quitUser").get("userID").asText()).isEqualTo("m1");
    assertThat(tips.get("group").get("memberCount").asInt()).isEqualTo(2);
    assertThat(tips.get("groupMemberVersion").asLong()).isEqualTo(2);
    assertThat(limit(groupID, "m1")).isEqualTo(Neighbours.GROUP_MAX_SEQ);
    assertThat(quit("m1", groupID, "")).isEqualTo(1004);
    assertThat(quit("owner", groupID, "")).isEqualTo(1002);
    assertThat(quit("m2", groupID, "owner")).isEqualTo(1002);
    assertThat(quit("m2", "nowhere", "")).isEqualTo(1004);
    assertThat(quit(Neighbours.ADMIN, groupID, "m2")).isZero();
  }

  @Test
  void theKickedHearOfItToo() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1", "m2", "m3"));

    assertThat(kick("admin", groupID, List.of("m1", "m2"))).isZero();

    JsonNode tips = tips(world.told(1508, groupID));
    assertThat(texts(tips.get("kickedUserList"), "userID")).containsExactly("m1", "m2");
    assertThat(tips.get("kickedUserList").get(0).get("nickname").asText()).isEqualTo("nick of m1");
    assertThat(tips.get("group").get("memberCount").asInt()).isEqualTo(3);
    assertThat(memberIDs(groupID)).containsExactly("owner", "admin", "m3");
    assertThat(limit(groupID, "m2")).isEqualTo(Neighbours.GROUP_MAX_SEQ);
  }

  @Test
  void whoIsRemovedWhileHeIsLetInStaysOut() {
    String groupID = world.found("owner", List.of("admin"), List.of());
    world.conversations.beforeOpening(
        () -> assertThat(kick("admin", groupID, List.of("m1"))).isZero());

    assertThat(world.invite("owner", groupID, List.of("m1", "m2"))).isZero();

    assertThat(memberIDs(groupID)).containsExactly("owner", "admin", "m2");
    assertThat(world.conversations.maxSeq(groupID, "m1")).isEqualTo(Neighbours.GROUP_MAX_SEQ);
    assertThat(world.conversations.maxSeq(groupID, "m2")).isZero();
  }

  @Test
  void whoComesBackWhileHeIsShutOutStaysIn() {
    String groupID = world.found("owner", List.of(), List.of("m1", "m2"));
    world.conversations.beforeLimit(
        () -> assertThat(world.invite("owner", groupID, List.of("m1"))).isZero());

    assertThat(kick("owner", groupID, List.of("m1", "m2"))).isZero();

    assertThat(memberIDs(groupID)).containsExactly("owner", "m1");
    assertThat(world.conversations.maxSeq(groupID, "m1")).isZero();
    assertThat(world.conversations.maxSeq(groupID, "m2")).isEqualTo(Neighbours.GROUP_MAX_SEQ);
  }

  @Test
  void kickingIsRefused() {
    String groupID = world.found("owner", List.of("admin", "second"), List.of("m1", "m2"));

    assertThat(kick("owner", "nowhere", List.of("m1"))).isEqualTo(1004);
    assertThat(kick("owner", groupID, List.of())).isEqualTo(1001);
    assertThat(kick("owner", groupID, List.of("m1", "m1"))).isEqualTo(1001);
    assertThat(kick("admin", groupID, List.of("admin"))).isEqualTo(1001);
    assertThat(kick("admin", groupID, List.of("owner"))).isEqualTo(1001);
    assertThat(kick(Neighbours.ADMIN, groupID, List.of("owner"))).isEqualTo(1001);
    assertThat(kick("owner", groupID, List.of("m1", "stranger"))).isEqualTo(1101);
    assertThat(kick("admin", groupID, List.of("second"))).isEqualTo(1002);
    assertThat(kick("m1", groupID, List.of("m2"))).isEqualTo(1002);
    assertThat(kick("stranger", groupID, List.of("m1"))).isEqualTo(1002);
    assertThat(memberIDs(groupID)).hasSize(5);
  }

  @Test
  void theEndHasTwoActs() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));

    assertThat(
            world.code(
                "admin",
                s -> s.dismissGroup(DismissGroupReq.newBuilder().setGroupID(groupID).build())))
        .isEqualTo(1002);
    dismiss("owner", groupID);

    JsonNode tips = tips(world.told(1511, groupID));
    assertThat(tips.get("group").get("status").asInt()).isEqualTo(2);
    assertThat(tips.get("opUser").get("userID").asText()).isEqualTo("owner");
    assertThat(memberIDs(groupID)).hasSize(3);
    assertThat(quit("m1", groupID, "")).isEqualTo(1204);
    assertThat(kick("owner", groupID, List.of("m1"))).isEqualTo(1204);

    var _ =
        world.as(
            Neighbours.ADMIN,
            s ->
                s.dismissGroup(
                    DismissGroupReq.newBuilder()
                        .setGroupID(groupID)
                        .setDeleteMember(true)
                        .build()));

    assertThat(memberIDs(groupID)).isEmpty();
    assertThat(
            world
                .as(
                    "m1",
                    s ->
                        s.getGroupsInfo(GetGroupsInfoReq.newBuilder().addGroupIDs(groupID).build()))
                .getGroupInfos(0)
                .getStatus())
        .isEqualTo(2);
    assertThat(
            world.code(
                "owner",
                s -> s.dismissGroup(DismissGroupReq.newBuilder().setGroupID(groupID).build())))
        .isEqualTo(1004);
  }

  @Test
  void ownerAndHeirSwapRoles() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));
    var _ =
        world.as(
            "owner",
            s ->
                s.muteGroupMember(
                    MuteGroupMemberReq.newBuilder()
                        .setGroupID(groupID)
                        .setUserID("admin")
                        .setMutedSeconds(600)
                        .build()));

    assertThat(transfer("owner", groupID, "owner", "admin")).isZero();

    JsonNode tips = tips(world.told(1507, groupID));
    assertThat(tips.get("group").get("ownerUserID").asText()).isEqualTo("admin");
    assertThat(tips.get("newGroupOwner").get("roleLevel").asInt()).isEqualTo(100);
    assertThat(tips.get("oldGroupOwnerInfo").get("roleLevel").asInt()).isEqualTo(60);
    assertThat(tips.get("oldGroupOwner").asText()).isEmpty();
    assertThat(world.typesTo(groupID)).containsExactly(1501, 1512, 1513, 1507);
    assertThat(member(groupID, "admin").getMuteEndTime()).isZero();
    assertThat(memberIDs(groupID)).containsExactly("admin", "owner", "m1");
  }

  @Test
  void transferringIsRefused() {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));

    assertThat(transfer("admin", groupID, "owner", "admin")).isEqualTo(1002);
    assertThat(transfer("admin", groupID, "admin", "m1")).isEqualTo(1002);
    assertThat(transfer("owner", groupID, "owner", "owner")).isEqualTo(1001);
    assertThat(transfer("owner", groupID, "owner", "stranger")).isEqualTo(1001);
    assertThat(transfer(Neighbours.ADMIN, groupID, "admin", "m1")).isEqualTo(1001);
    assertThat(transfer("owner", "nowhere", "owner", "m1")).isEqualTo(1004);
    assertThat(memberIDs(groupID)).startsWith("owner", "admin");
  }

  private int join(String userID, String groupID, int joinSource) {
    JoinGroupReq request =
        JoinGroupReq.newBuilder()
            .setGroupID(groupID)
            .setJoinSource(joinSource)
            .setInviterUserID(userID)
            .build();
    return world.code(userID, s -> s.joinGroup(request));
  }

  private int quit(String caller, String groupID, String userID) {
    QuitGroupReq request = QuitGroupReq.newBuilder().setGroupID(groupID).setUserID(userID).build();
    return world.code(caller, s -> s.quitGroup(request));
  }

  private int kick(String caller, String groupID, List<String> userIDs) {
    KickGroupMemberReq request =
        KickGroupMemberReq.newBuilder().setGroupID(groupID).addAllKickedUserIDs(userIDs).build();
    return world.code(caller, s -> s.kickGroupMember(request));
  }

  private int transfer(String caller, String groupID, String oldOwner, String newOwner) {
    TransferGroupOwnerReq request =
        TransferGroupOwnerReq.newBuilder()
            .setGroupID(groupID)
            .setOldOwnerUserID(oldOwner)
            .setNewOwnerUserID(newOwner)
            .build();
    return world.code(caller, s -> s.transferGroupOwner(request));
  }

  private void dismiss(String caller, String groupID) {
    var _ =
        world.as(
            caller, s -> s.dismissGroup(DismissGroupReq.newBuilder().setGroupID(groupID).build()));
  }

  private List<String> memberIDs(String groupID) {
    return world
        .as(
            Neighbours.ADMIN,
            s ->
                s.getGroupMemberUserIDs(
                    GetGroupMemberUserIDsReq.newBuilder().setGroupID(groupID).build()))
        .getUserIDsList();
  }

  private GroupMemberFullInfo member(String groupID, String userID) {
    return world
        .as(
            Neighbours.ADMIN,
            s ->
                s.getGroupMembersInfo(
                    GetGroupMembersInfoReq.newBuilder()
                        .setGroupID(groupID)
                        .addUserIDs(userID)
                        .build()))
        .getMembers(0);
  }

  private long limit(String groupID, String userID) {
    return world.conversations.limits.stream()
        .filter(limit -> limit.getConversationID().equals("sg_" + groupID))
        .filter(limit -> limit.getOwnerUserIDList().contains(userID))
        .map(SetConversationMaxSeqReq::getMaxSeq)
        .findFirst()
        .orElse(-1L);
  }
}
