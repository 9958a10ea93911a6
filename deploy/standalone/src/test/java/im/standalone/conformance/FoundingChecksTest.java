package im.standalone.conformance;

import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// How groups begin.
class FoundingChecksTest {
  private static final String CREATE = "/group/create_group";

  @Check(44)
  void whatAGroupCannotBeginWith(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    Person bob = three.get(1);
    List<Person> none = List.of();
    assertThat(create(ann, ann, none, Body.of("groupType", 0))).isEqualTo(1001);
    assertThat(create(ann, ann, none, Body.of("groupType", 1))).isEqualTo(1001);
    Map<String, @Nullable Object> work = Body.of("groupType", 2);
    assertThat(create(ann, bob, none, work)).isEqualTo(1002);
    assertThat(create(ann, ann, List.of(bob, ann), work)).isEqualTo(1001);
    assertThat(create(ann, ann, List.of(stage.person(Stage.id("nobody"))), work)).isEqualTo(1101);
    List<String> tooMany = IntStream.rangeClosed(1, 1001).mapToObj(i -> "x" + i).toList();
    assertThat(create(ann, ann, tooMany, work)).isEqualTo(1001);
    String taken = stage.found(bob);
    assertThat(create(ann, ann, none, Body.of("groupType", 2, "groupID", taken))).isEqualTo(1202);
    JsonNode joined =
        ann.post("/group/get_joined_group_list", "fromUserID", ann, "pagination", Body.page(1, 9));
    assertThat(joined.get("total").asInt()).isZero();
  }

  @Check(45)
  void aMadeIdIsANumberOfThirtyTwoBits(Stage stage) throws Exception {
    Person ann = stage.somebody();
    JsonNode made = ann.post(CREATE, "ownerUserID", ann, "groupInfo", Body.of("groupType", 2));
    String groupID = made.at("/groupInfo/groupID").asText();
    assertThat(groupID).matches("[1-9][0-9]*");
    assertThat(Long.parseLong(groupID)).isLessThan(1L << 32);
    assertThat(stage.group(groupID).get("ownerUserID").asText()).isEqualTo(ann.id());
  }

  @Check(46)
  void everybodyHasARoleAndCameByTheFounder(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst();
    String group = stage.found(owner, List.of(three.get(1)), List.of(three.get(2)));
    JsonNode members = stage.members(group);
    assertThat(texts(members, "/userID"))
        .containsExactly(owner.id(), three.get(1).id(), three.get(2).id());
    assertThat(texts(members, "/roleLevel")).containsExactly("100", "60", "20");
    assertThat(members)
        .allSatisfy(member -> {
          assertThat(member.get("joinSource").asInt()).isEqualTo(2);
          assertThat(member.get("inviterUserID").asText()).isEqualTo(owner.id());
          assertThat(member.get("operatorUserID").asText()).isEqualTo(owner.id());
          assertThat(member.get("muteEndTime").asLong()).isZero();
        });
  }

  @Check(47)
  void theFoundingIsToldAndOpensTheChat(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst().listen();
    Person member = three.get(2).listen();
    String group = stage.found(owner, List.of(three.get(1)), List.of(member));
    for (Person each : List.of(owner, member)) {
      Told told = each.hears(1501);
      assertThat(told.conversationID()).isEqualTo("n_" + group);
      // All members, not cut behind the founder (right-answers.md).
      assertThat(texts(told.tips().get("memberList"), "/userID"))
          .containsExactly(owner.id(), three.get(1).id(), member.id());
      assertThat(told.number("/group/memberCount")).isEqualTo(3);
      assertThat(told.text("/opUser/userID")).isEqualTo(owner.id());
      assertThat(told.text("/groupOwnerUser/userID")).isEqualTo(owner.id());
      assertThat(told.number("/operationTime")).isEqualTo(told.number("/group/createTime"));
      Until.holds("the copy in the chat", () -> !each.copies(1501).isEmpty());
      assertThat(each.browser().pull("sg_" + group, 1, 10))
          .extracting(MsgData::getContentType)
          .containsExactly(1501);
    }
  }

  @Check(48)
  void aGroupMayBeginWithAnAnnouncement(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person owner = two.getFirst();
    Person member = two.get(1).listen();
    String group = stage.found(owner, List.of(), List.of(member), "notification", "welcome");
    Told told = member.hears(1519);
    assertThat(told.conversationID()).isEqualTo("n_" + group);
    assertThat(told.text("/group/notification")).isEqualTo("welcome");
    Until.holds("the copy in the chat", () -> !member.copies(1519).isEmpty());
    // The founding comes first (right-answers.md).
    assertThat(member.browser().pull("sg_" + group, 1, 10))
        .extracting(MsgData::getContentType)
        .containsExactly(1501, 1519);
  }

  @Check(78)
  void anAppAdminIsShownAsAdminOfTheGroup(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person owner = two.getFirst().listen();
    String group = stage.found(owner, two.get(1));
    stage.admin().post("/group/mute_group", "groupID", group);
    Told told = owner.hears(1514);
    assertThat(told.text("/opUser/userID")).isEqualTo(Stage.ADMIN);
    assertThat(told.number("/opUser/roleLevel")).isEqualTo(60);
    assertThat(told.number("/opUser/appMangerLevel")).isEqualTo(2);
    // Also where the app admin is a plain member.
    stage
        .admin()
        .post(
            "/group/invite_user_to_group",
            "groupID",
            group,
            "invitedUserIDs",
            List.of(Stage.ADMIN));
    stage.admin().post("/group/cancel_mute_group", "groupID", group);
    assertThat(stage.member(group, stage.admin()).get("roleLevel").asInt()).isEqualTo(20);
    Told again = owner.hears(1515);
    assertThat(again.number("/opUser/roleLevel")).isEqualTo(60);
    assertThat(again.number("/opUser/appMangerLevel")).isEqualTo(2);
  }

  private static int create(
      Person caller, Person owner, List<?> members, Map<String, @Nullable Object> info)
      throws Exception {
    return caller.code(CREATE, "ownerUserID", owner, "memberUserIDs", members, "groupInfo", info);
  }
}
