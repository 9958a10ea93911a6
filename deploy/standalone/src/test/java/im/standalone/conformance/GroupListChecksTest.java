package im.standalone.conformance;

import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import java.util.List;

/// What one can ask about groups.
class GroupListChecksTest {

  @Check(72)
  void membersAreListedByRoleToMembers(Stage stage) throws Exception {
    List<Person> five = stage.people(5);
    Person owner = five.get(3);
    String group = stage.found(owner, List.of(five.get(2)), List.of(five.get(0), five.get(1)));
    String path = "/group/get_group_member_list";
    JsonNode list =
        five.getFirst().post(path, "groupID", group, "pagination", Body.page(1, 10)).get("members");
    assertThat(texts(list, "/roleLevel")).containsExactly("100", "60", "20", "20");
    assertThat(texts(list, "/userID")).startsWith(owner.id(), five.get(2).id());
    assertThat(five.get(4).code(path, "groupID", group, "pagination", Body.page(1, 10)))
        .isEqualTo(1002);
  }

  @Check(73)
  void unknownMembersAreLeftOut(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    String group = stage.found(three.getFirst(), three.get(1));
    JsonNode found =
        three
            .getFirst()
            .post(
                "/group/get_group_members_info",
                "groupID",
                group,
                "userIDs",
                List.of(three.get(2).id(), three.get(1).id(), Stage.id("nobody")));
    assertThat(texts(found.get("members"), "/userID")).containsExactly(three.get(1).id());
  }

  @Check(74)
  void applicationsAreListedToWhoDecides(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst();
    Person ann = three.get(1);
    Person bob = three.get(2);
    String owned = stage.found(owner);
    String visited = stage.found(bob, owner);
    for (String group : List.of(owned, visited)) {
      ann.post("/group/join_group", "groupID", group, "joinSource", 3, "inviterUserID", ann);
    }
    assertThat(texts(applications(owner, List.of()).get("groupRequests"), "/groupInfo/groupID"))
        .containsExactly(owned);
    assertThat(texts(applications(bob, List.of()).get("groupRequests"), "/groupInfo/groupID"))
        .containsExactly(visited);
    assertThat(applications(owner, List.of(owned, visited)).path("code").asInt()).isEqualTo(1002);
  }

  @Check(75)
  void dismissedGroupsAreFoundByIdOnly(Stage stage) throws Exception {
    Person owner = stage.somebody();
    String name = Stage.id("find");
    String lives = stage.found(owner, List.of(), List.of(), "groupName", name + " one");
    String gone = stage.found(owner, List.of(), List.of(), "groupName", name + " two");
    owner.post("/group/dismiss_group", "groupID", gone);
    assertThat(search(stage, "groupName", name)).containsExactly(lives);
    assertThat(search(stage, "groupID", gone)).containsExactly(gone);
    assertThat(search(stage, "groupID", lives)).containsExactly(lives);
  }

  @Check(76)
  void infosHaveDismissedGroupsAndLeaveOutUnknownOnes(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    String lives = stage.found(two.getFirst());
    String gone = stage.found(two.getFirst());
    two.getFirst().post("/group/dismiss_group", "groupID", gone);
    JsonNode infos =
        two.get(1)
            .post("/group/get_groups_info", "groupIDs", List.of(gone, Stage.id("none"), lives))
            .get("groupInfos");
    assertThat(texts(infos, "/groupID")).containsExactlyInAnyOrder(lives, gone);
    assertThat(texts(infos, "/status")).containsExactlyInAnyOrder("0", "2");
  }

  @Check(77)
  void theHashFollowsTheNamesOfMembers(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst();
    Person member = three.get(1);
    String group = stage.found(owner, member, three.get(2));
    String first = hash(owner, group);
    assertThat(hash(member, group)).isEqualTo(first);
    member.post(
        "/group/set_group_member_info",
        "members",
        List.of(Body.of("groupID", group, "userID", member, "nickname", "n")));
    Until.holds("another hash", () -> !hash(owner, group).equals(first));
    String second = hash(owner, group);
    three
        .get(2)
        .post(
            "/user/update_user_info_ex",
            "userInfo",
            Body.of("userID", three.get(2), "nickname", "n"));
    Until.holds("a third hash", () -> !List.of(first, second).contains(hash(owner, group)));
    String path = "/group/get_group_abstract_info";
    List<String> unknown = List.of(Stage.id("none"));
    assertThat(stage.admin().code(path, "groupIDs", unknown)).isEqualTo(1201);
    assertThat(stage.somebody().code(path, "groupIDs", List.of(group))).isEqualTo(1002);
  }

  private static JsonNode applications(Person owner, List<String> groupIDs) throws Exception {
    String path = "/group/get_recv_group_applicationList";
    JsonNode answer =
        owner.answer(
            path, "fromUserID", owner, "groupIDs", groupIDs, "pagination", Body.page(1, 10));
    return answer.get("errCode").asInt() == 0
        ? answer.get("data")
        : Told.json("{\"code\":" + answer.get("errCode") + "}");
  }

  private static List<String> search(Stage stage, String field, String value) throws Exception {
    JsonNode found =
        stage.admin().post("/group/get_groups", field, value, "pagination", Body.page(1, 10));
    assertThat(found.get("total").asInt()).isEqualTo(found.get("groups").size());
    return texts(found.get("groups"), "/groupInfo/groupID");
  }

  private static String hash(Person member, String groupID) throws Exception {
    return member
        .post("/group/get_group_abstract_info", "groupIDs", List.of(groupID))
        .at("/groupAbstractInfos/0/groupMemberListHash")
        .asText();
  }
}
