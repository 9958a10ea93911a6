package im.rpc.group;

import static im.rpc.group.GroupWorld.tips;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.proto.group.CancelMuteGroupMemberReq;
import im.proto.group.CancelMuteGroupReq;
import im.proto.group.DismissGroupReq;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.MuteGroupMemberReq;
import im.proto.group.MuteGroupReq;
import im.proto.group.SetGroupInfoExReq;
import im.proto.group.SetGroupInfoReq;
import im.proto.group.SetGroupMemberInfo;
import im.proto.group.SetGroupMemberInfoReq;
import im.proto.group.notificationUserInfoUpdateReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupInfoForSet;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import im.proto.sdkws.UserInfo;
import im.proto.wrappers.Int32Value;
import im.proto.wrappers.StringValue;
import java.util.List;
import org.junit.jupiter.api.Test;

class SettingsTest extends GroupTestBed {
  @Test
  void eachKindOfChangeHasItsNotification() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));

    set("admin", GroupInfoForSet.newBuilder().setGroupID(groupID).setGroupName("one"));
    assertThat(tips(world.told(1520, groupID)).get("groupMemberVersion").asLong()).isEqualTo(2);
    set(
        "owner",
        GroupInfoForSet.newBuilder()
            .setGroupID(groupID)
            .setGroupName("all")
            .setNotification("at")
            .setFaceURL("once"));

    MsgData info = world.told(1502, groupID);
    assertThat(world.typesTo(groupID)).containsExactly(1501, 1520, 1519, 1520, 1502);
    assertThat(info.getSenderNickname()).isEqualTo("nick of owner");
    assertThat(tips(info).get("group").get("faceURL").asText()).isEqualTo("once");
    assertThat(tips(info).get("groupMemberVersion").asLong()).isEqualTo(3);
  }

  @Test
  void anAnnouncementNamesItsAuthorAndMarksEveryChat() throws Exception {
    String groupID = world.found("owner", List.of(), List.of("m1"));

    setEx("owner", ex(groupID).setNotification(text("  meet at 8 ")));

    GroupInfo group = info(groupID);
    assertThat(group.getNotification()).isEqualTo("meet at 8");
    assertThat(group.getNotificationUserID()).isEqualTo("owner");
    assertThat(group.getNotificationUpdateTime()).isEqualTo(world.clock.millis());
    assertThat(world.told(1519, groupID).getOptionsMap()).containsEntry("isSendMsg", true);
    assertThat(world.conversations.marked)
        .anySatisfy(marked -> {
          assertThat(marked.getConversation().getConversationID()).isEqualTo("sg_" + groupID);
          assertThat(marked.getConversation().getGroupAtType().getValue()).isEqualTo(4);
          assertThat(marked.getUserIDsList()).containsExactly("owner", "m1");
        });
  }

  @Test
  void anAnnouncementIsWithdrawnOutsideTheChat() throws Exception {
    String groupID =
        world.found(GroupInfo.newBuilder().setNotification("hear"), "owner", List.of(), List.of());

    setEx("owner", ex(groupID).setNotification(text("")).setIntroduction(text("")));

    MsgData message =
        world.told(
            1519,
            m ->
                m.getGroupID().equals(groupID)
                    && tips(m).get("group").get("notification").asText().isEmpty());
    assertThat(message.getOptionsMap()).containsEntry("isSendMsg", false);
    assertThat(info(groupID).getNotification()).isEmpty();
  }

  @Test
  void nothingToSetIsNoStep() throws Exception {
    String groupID = world.found("owner", List.of(), List.of());

    set("owner", GroupInfoForSet.newBuilder().setGroupID(groupID));
    setEx("owner", ex(groupID));
    setEx("owner", ex(groupID).setFaceURL(text("f")));

    assertThat(tips(world.told(1502, groupID)).get("groupMemberVersion").asLong()).isEqualTo(2);
  }

  @Test
  void settingIsRefused() {
    String groupID = world.found("owner", List.of(), List.of("m1"));

    assertThat(setCode("m1", groupID)).isEqualTo(1002);
    assertThat(setCode("stranger", groupID)).isEqualTo(1004);
    assertThat(setCode(Neighbours.ADMIN, "nowhere")).isEqualTo(1004);
    assertThat(
            world.code(
                "owner", s -> s.setGroupInfoEx(ex(groupID).setGroupName(text("  ")).build())))
        .isEqualTo(1001);
    dismiss(groupID);
    assertThat(setCode("owner", groupID)).isEqualTo(1204);
  }

  @Test
  void rolesAndNamesOfMembers() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1", "m2"));

    assertThat(setMembers("owner", role(groupID, "m1", 60))).isZero();
    JsonNode promoted = tips(world.told(1517, groupID));
    assertThat(promoted.get("changedUser").get("roleLevel").asInt()).isEqualTo(60);
    assertThat(promoted.get("groupSortVersion").asLong())
        .isEqualTo(promoted.get("groupMemberVersion").asLong())
        .isEqualTo(2);
    assertThat(
            setMembers(
                "owner", role(groupID, "m1", 20).setNickname(text("Emm")).setEx(text("was"))))
        .isZero();
    JsonNode renamed = tips(world.told(1516, groupID));
    assertThat(renamed.get("changedUser").get("nickname").asText()).isEqualTo("Emm");
    assertThat(renamed.get("changedUser").get("faceURL").asText()).isEqualTo("face of m1");
    assertThat(world.typesTo(groupID)).containsExactly(1501, 1517, 1518, 1516);
    assertThat(setMembers("m1", name(groupID, "m1", ""))).isZero();
    assertThat(member(groupID, "m1").getNickname()).isEqualTo("nick of m1");
    assertThat(setMembers("admin", name(groupID, "m2", "pal"))).isZero();
    assertThat(setMembers("admin", role(groupID, "admin", 20))).isZero();
  }

  @Test
  void memberSettingsAreRefused() {
    String groupID = world.found("owner", List.of("admin", "second"), List.of("m1", "m2"));

    assertThat(setMembers("m1", name(groupID, "m2", "x"))).isEqualTo(1002);
    assertThat(setMembers("m1", role(groupID, "m1", 60))).isEqualTo(1002);
    assertThat(setMembers("admin", name(groupID, "owner", "x"))).isEqualTo(1002);
    assertThat(setMembers("admin", role(groupID, "second", 20))).isEqualTo(1002);
    assertThat(setMembers("admin", role(groupID, "m1", 60))).isEqualTo(1002);
    assertThat(setMembers("owner", role(groupID, "m1", 100))).isEqualTo(1002);
    assertThat(setMembers("owner", role(groupID, "owner", 20))).isEqualTo(1001);
    assertThat(setMembers("owner", role(groupID, "m1", 50))).isEqualTo(1001);
    assertThat(setMembers("owner", role(groupID, "m1", 20), role(groupID, "m1", 60)))
        .isEqualTo(1001);
    assertThat(setMembers("owner", name(groupID, "stranger", "x"))).isEqualTo(1001);
    assertThat(setMembers("stranger", name(groupID, "m1", "x"))).isEqualTo(1002);
    assertThat(setMembers("owner")).isEqualTo(1001);
  }

  @Test
  void aMemberIsMutedForATime() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));

    assertThat(mute("admin", groupID, "m1", 600)).isZero();

    JsonNode tips = tips(world.told(1512, groupID));
    long end = world.clock.millis() + 600_000;
    assertThat(tips.get("mutedSeconds").asInt()).isEqualTo(600);
    assertThat(tips.get("mutedUser").get("muteEndTime").asLong()).isEqualTo(end);
    assertThat(member(groupID, "m1").getMuteEndTime()).isEqualTo(end);
    assertThat(unmute("admin", groupID, "m1")).isZero();
    assertThat(tips(world.told(1513, groupID)).get("mutedUser").get("muteEndTime").asLong())
        .isZero();
  }

  @Test
  void mutingIsRefused() {
    String groupID = world.found("owner", List.of("admin", "second"), List.of("m1", "m2"));

    assertThat(mute("owner", groupID, "m1", 0)).isEqualTo(1001);
    assertThat(mute("admin", groupID, "owner", 60)).isEqualTo(1002);
    assertThat(mute("admin", groupID, "second", 60)).isEqualTo(1002);
    assertThat(mute("m1", groupID, "m2", 60)).isEqualTo(1002);
    assertThat(mute("m1", groupID, "m1", 60)).isEqualTo(1002);
    assertThat(mute("stranger", groupID, "m1", 60)).isEqualTo(1004);
    assertThat(mute("owner", groupID, "stranger", 60)).isEqualTo(1004);
    assertThat(mute(Neighbours.ADMIN, "nowhere", "m1", 60)).isEqualTo(1004);
    assertThat(unmute("m1", groupID, "m1")).isEqualTo(1002);
    dismiss(groupID);
    assertThat(mute("owner", groupID, "m1", 60)).isEqualTo(1204);
  }

  @Test
  void aGroupIsMutedAndUnmuted() throws Exception {
    String groupID = world.found("owner", List.of("admin"), List.of("m1"));

    assertThat(muteGroup("m1", groupID)).isEqualTo(1002);
    assertThat(muteGroup("stranger", groupID)).isEqualTo(1002);
    assertThat(muteGroup(Neighbours.ADMIN, "nowhere")).isEqualTo(1004);
    assertThat(muteGroup("admin", groupID)).isZero();
    assertThat(info(groupID).getStatus()).isEqualTo(3);
    assertThat(tips(world.told(1514, groupID)).get("group").get("status").asInt()).isEqualTo(3);
    assertThat(cancelMute(Neighbours.ADMIN, "nowhere")).isEqualTo(1004);
    assertThat(cancelMute("owner", groupID)).isZero();
    assertThat(info(groupID).getStatus()).isZero();
    assertThat(tips(world.told(1515, groupID)).get("groupMemberVersion").asLong()).isEqualTo(3);
    dismiss(groupID);
    assertThat(muteGroup(Neighbours.ADMIN, groupID)).isEqualTo(1204);
    assertThat(cancelMute(Neighbours.ADMIN, groupID)).isEqualTo(1204);
    assertThat(setMembers("owner", name(groupID, "m1", "x"))).isEqualTo(1204);
  }

  @Test
  void aNewProfileShowsInTheGroupsThatUseIt() throws Exception {
    String user = GroupWorld.id("changing");
    String plain = world.found("owner", List.of(), List.of(user));
    String renamed = world.found("owner", List.of(), List.of(user));
    assertThat(setMembers(user, name(renamed, user, "own").setFaceURL(text("own")))).isZero();

    var _ =
        world.as(
            user,
            s ->
                s.notificationUserInfoUpdate(
                    notificationUserInfoUpdateReq
                        .newBuilder()
                        .setUserID(user)
                        .setNewUserInfo(UserInfo.newBuilder().setUserID(user).setNickname("new"))
                        .build()));

    JsonNode tips = tips(world.told(1516, plain));
    assertThat(tips.at("/opUser/operatorUserID").asText()).isEqualTo("owner");
    assertThat(tips.get("changedUser").get("nickname").asText()).isEqualTo("new");
    assertThat(tips.get("groupMemberVersion").asLong()).isEqualTo(2);
    assertThat(tips(world.told(1516, renamed)).get("changedUser").get("nickname").asText())
        .isEqualTo("own");
    // What was promised is told before the end.
    stop();
    List<Integer> told = world.typesTo(renamed);
    start();
    assertThat(told).containsExactly(1501, 1516);
  }

  @Test
  void anAdminWhoChangedAProfileIsNamedAsOperator() throws Exception {
    String user = GroupWorld.id("changed");
    String groupID = world.found("owner", List.of(), List.of(user));

    var _ =
        world.as(
            Neighbours.ADMIN,
            s ->
                s.notificationUserInfoUpdate(
                    notificationUserInfoUpdateReq.newBuilder().setUserID(user).build()));

    JsonNode operator = tips(world.told(1516, groupID)).get("opUser");
    assertThat(operator.get("userID").asText()).isEqualTo(Neighbours.ADMIN);
    assertThat(operator.get("operatorUserID").asText()).isEqualTo(Neighbours.ADMIN);
  }

  private void set(String caller, GroupInfoForSet.Builder wanted) {
    var _ =
        world.as(
            caller,
            s -> s.setGroupInfo(SetGroupInfoReq.newBuilder().setGroupInfoForSet(wanted).build()));
  }

  private int setCode(String caller, String groupID) {
    return world.code(
        caller,
        s ->
            s.setGroupInfo(
                SetGroupInfoReq.newBuilder()
                    .setGroupInfoForSet(
                        GroupInfoForSet.newBuilder().setGroupID(groupID).setGroupName("x"))
                    .build()));
  }

  private void setEx(String caller, SetGroupInfoExReq.Builder request) {
    var _ = world.as(caller, s -> s.setGroupInfoEx(request.build()));
  }

  private int setMembers(String caller, SetGroupMemberInfo.Builder... settings) {
    SetGroupMemberInfoReq.Builder request = SetGroupMemberInfoReq.newBuilder();
    for (SetGroupMemberInfo.Builder setting : settings) {
      request.addMembers(setting);
    }
    return world.code(caller, s -> s.setGroupMemberInfo(request.build()));
  }

  private int mute(String caller, String groupID, String userID, int seconds) {
    MuteGroupMemberReq request =
        MuteGroupMemberReq.newBuilder()
            .setGroupID(groupID)
            .setUserID(userID)
            .setMutedSeconds(seconds)
            .build();
    return world.code(caller, s -> s.muteGroupMember(request));
  }

  private int unmute(String caller, String groupID, String userID) {
    CancelMuteGroupMemberReq request =
        CancelMuteGroupMemberReq.newBuilder().setGroupID(groupID).setUserID(userID).build();
    return world.code(caller, s -> s.cancelMuteGroupMember(request));
  }

  private int muteGroup(String caller, String groupID) {
    return world.code(
        caller, s -> s.muteGroup(MuteGroupReq.newBuilder().setGroupID(groupID).build()));
  }

  private int cancelMute(String caller, String groupID) {
    return world.code(
        caller,
        s -> s.cancelMuteGroup(CancelMuteGroupReq.newBuilder().setGroupID(groupID).build()));
  }

  private void dismiss(String groupID) {
    var _ =
        world.as(
            "owner", s -> s.dismissGroup(DismissGroupReq.newBuilder().setGroupID(groupID).build()));
  }

  private GroupInfo info(String groupID) {
    return world
        .as(
            "stranger",
            s -> s.getGroupsInfo(GetGroupsInfoReq.newBuilder().addGroupIDs(groupID).build()))
        .getGroupInfos(0);
  }

  private GroupMemberFullInfo member(String groupID, String userID) {
    return world
        .as(
            userID,
            s ->
                s.getGroupMembersInfo(
                    GetGroupMembersInfoReq.newBuilder()
                        .setGroupID(groupID)
                        .addUserIDs(userID)
                        .build()))
        .getMembers(0);
  }

  private static SetGroupInfoExReq.Builder ex(String groupID) {
    return SetGroupInfoExReq.newBuilder().setGroupID(groupID);
  }

  private static SetGroupMemberInfo.Builder role(String groupID, String userID, int roleLevel) {
    return SetGroupMemberInfo.newBuilder()
        .setGroupID(groupID)
        .setUserID(userID)
        .setRoleLevel(Int32Value.newBuilder().setValue(roleLevel));
  }

  private static SetGroupMemberInfo.Builder name(String groupID, String userID, String nickname) {
    return SetGroupMemberInfo.newBuilder()
        .setGroupID(groupID)
        .setUserID(userID)
        .setNickname(text(nickname));
  }

  private static StringValue text(String value) {
    return StringValue.newBuilder().setValue(value).build();
  }
}
