package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Rules of `reference/right-answers.md` about users, friends and groups.
class RightRelationsTest extends RightAnswersBed {
  @Test
  void whatAUserKeepsFromAnotherReachesHisOwnDevicesAlone() throws Exception {
    rest.asAdmin(
        "/friend/import_friend", Map.of("ownerUserID", ann, "friendUserIDs", List.of(bob)));
    try (ChatUser a = login(ann);
        ChatUser b = login(bob)) {
      String token = rest.userToken(ann, 1);
      rest.post(
          "/friend/set_friend_remark",
          Map.of("ownerUserID", ann, "friendUserID", bob, "remark", "r"),
          token);
      rest.post("/friend/add_black", Map.of("ownerUserID", ann, "blackUserID", bob), token);
      rest.post("/friend/remove_black", Map.of("ownerUserID", ann, "blackUserID", bob), token);
      rest.post("/friend/delete_friend", Map.of("ownerUserID", ann, "friendUserID", bob), token);
      Until.holds(
          "the owner hears of all four",
          SOON,
          () -> a.receivedTypes().containsAll(List.of(1205, 1206, 1207, 1208)));
      // The chat's later messages come after what came before: nothing of it is on its way any
      // more.
      a.send(a.textTo(bob, "done").build());
      Until.holds("the text", SOON, () -> b.receivedTexts().contains("done"));
      assertThat(b.receivedTypes()).doesNotContain(1205, 1206, 1207, 1208);
      assertThat(a.received(1206).getRecvID()).isEqualTo(bob);
    }
  }

  @Test
  void aUsersCommandsReachHisOtherDevices() throws Exception {
    try (ChatUser a = login(ann)) {
      Map<String, Object> command =
          Map.of("userID", ann, "type", 1, "uuid", "u", "value", "v", "ex", "e");
      String token = rest.userToken(ann, 1);
      rest.post("/user/process_user_command_add", command, token);
      rest.post("/user/process_user_command_update", command, token);
      rest.post("/user/process_user_command_delete", command, token);
      Until.holds(
          "1305 to 1307", SOON, () -> a.receivedTypes().containsAll(List.of(1305, 1306, 1307)));
    }
  }

  @Test
  void whoChangedAProfileIsTheSenderOf1209() throws Exception {
    rest.asAdmin(
        "/friend/import_friend", Map.of("ownerUserID", ann, "friendUserIDs", List.of(bob)));
    try (ChatUser b = login(bob)) {
      rest.asAdmin(
          "/user/update_user_info_ex",
          Map.of("userInfo", Map.of("userID", ann, "nickname", "new")));
      Until.holds("1209", SOON, () -> b.receivedTypes().contains(1209));
      assertThat(b.received(1209).getSendID()).isEqualTo("imAdmin");
    }
  }

  @Test
  void anUnknownGroupIsAlwaysNotFound() throws Exception {
    Map<String, Object> calls =
        Map.ofEntries(
            Map.entry(
                "/group/mute_group_member",
                Map.of("groupID", "none" + group, "userID", bob, "mutedSeconds", 1)),
            Map.entry(
                "/group/cancel_mute_group_member",
                Map.of("groupID", "none" + group, "userID", bob)),
            Map.entry(
                "/group/set_group_info",
                Map.of("groupInfoForSet", Map.of("groupID", "none" + group, "groupName", "n"))),
            Map.entry(
                "/group/set_group_info_ex", Map.of("groupID", "none" + group, "groupName", "n")),
            Map.entry("/group/quit_group", Map.of("groupID", "none" + group, "userID", bob)),
            Map.entry(
                "/group/kick_group",
                Map.of("groupID", "none" + group, "kickedUserIDs", List.of(bob))),
            Map.entry(
                "/group/join_group",
                Map.of("groupID", "none" + group, "joinSource", 3, "inviterUserID", bob)),
            Map.entry(
                "/group/invite_user_to_group",
                Map.of("groupID", "none" + group, "invitedUserIDs", List.of(bob))),
            Map.entry(
                "/group/transfer_group",
                Map.of("groupID", "none" + group, "oldOwnerUserID", ann, "newOwnerUserID", bob)),
            Map.entry("/group/get_incremental_group_members", Map.of("groupID", "none" + group)),
            Map.entry(
                "/group/group_application_response",
                Map.of("groupID", "none" + group, "fromUserID", bob, "handleResult", 1)),
            Map.entry("/group/mute_group", Map.of("groupID", "none" + group)),
            Map.entry("/group/cancel_mute_group", Map.of("groupID", "none" + group)));
    for (Map.Entry<String, Object> call : calls.entrySet()) {
      assertThat(adminCode(call.getKey(), call.getValue())).as(call.getKey()).isEqualTo(1004);
    }
  }

  @Test
  void whoIsNoMemberWritesToNoGroup() throws Exception {
    found(group);
    try (ChatUser c = login(cid)) {
      MsgData message = c.textToGroup(group, "let me in").build();
      assertThat(catchThrowable(() -> c.send(message))).hasMessageContaining("1203");
    }
  }
}
