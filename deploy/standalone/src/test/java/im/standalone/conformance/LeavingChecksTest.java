package im.standalone.conformance;

import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.sync.IncrementalSync;
import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import java.util.List;

/// Leaving a group, being put out of it, ending it, giving it away.
class LeavingChecksTest {
  private static final String QUIT = "/group/quit_group";
  private static final String KICK = "/group/kick_group";
  private static final String DISMISS = "/group/dismiss_group";
  private static final String TRANSFER = "/group/transfer_group";

  @Check(57)
  void whoQuitsSeesTheChatUntilThen(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person owner = four.getFirst().listen();
    Person member = four.get(1).listen();
    Person other = four.get(2);
    String group = stage.found(owner, member, other);
    String chat = "sg_" + group;
    assertThat(owner.code(QUIT, "groupID", group)).isEqualTo(1002);
    assertThat(four.get(3).code(QUIT, "groupID", group)).isEqualTo(1004);
    assertThat(member.code(QUIT, "groupID", group, "userID", other)).isEqualTo(1002);
    stage.sayTo(group, owner, "before");
    var _ = stage.conversation(member, chat);
    Until.holds("the text", () -> member.browser().receivedTexts().contains("before"));

    member.post(QUIT, "groupID", group, "userID", member);

    for (Person each : List.of(owner, member)) {
      Told told = each.hears(1504);
      assertThat(told.text("/quitUser/userID")).isEqualTo(member.id());
      assertThat(told.number("/group/memberCount")).isEqualTo(2);
    }
    assertThat(texts(stage.members(group), "/userID")).containsExactly(owner.id(), other.id());
    stage.sayTo(group, other, "after");
    Until.holds("the later text", () -> owner.browser().receivedTexts().contains("after"));
    // 1 founding, 2 text; what follows is not for him: fixed once, at leaving (right-answers.md).
    Until.holds("the cap", () -> stage.conversation(member, chat).get("maxSeq").asLong() == 2);
    assertThat(member.browser().readAndNewest(chat).getMaxSeq()).isEqualTo(2);
    assertThat(member.browser().pull(chat, 1, 10))
        .extracting(MsgData::getSeq)
        .containsExactly(1L, 2L);
  }

  @Check(58)
  void whoCannotBeKicked(Stage stage) throws Exception {
    List<Person> six = stage.people(6);
    Person owner = six.getFirst();
    Person admin = six.get(1);
    Person second = six.get(2);
    Person member = six.get(3);
    Person other = six.get(4);
    String group = stage.found(owner, List.of(admin, second), List.of(member, other));
    assertThat(kick(owner, Stage.id("none"), member)).isEqualTo(1004);
    assertThat(kick(owner, group)).isEqualTo(1001);
    assertThat(kick(admin, group, admin)).isEqualTo(1001);
    assertThat(kick(admin, group, owner)).isEqualTo(1001);
    assertThat(kick(owner, group, member, six.get(5))).isEqualTo(1101);
    assertThat(kick(admin, group, second)).isEqualTo(1002);
    assertThat(kick(member, group, other)).isEqualTo(1002);
    assertThat(texts(stage.members(group), "/userID")).hasSize(5);
    assertThat(kick(admin, group, member)).isZero();
    assertThat(kick(owner, group, second)).isZero();
    assertThat(texts(stage.members(group), "/userID"))
        .containsExactly(owner.id(), admin.id(), other.id());
  }

  @Check(59)
  void theKickedHearOfIt(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person owner = four.getFirst().listen();
    Person ann = four.get(1).listen();
    Person bob = four.get(2).listen();
    Person stays = four.get(3).listen();
    String group = stage.found(owner, ann, bob, stays);
    long before = stage.versions().members(group).version();
    assertThat(kick(owner, group, ann, bob)).isZero();
    for (Person each : four) {
      Told told = each.hears(1508);
      assertThat(texts(told.tips().get("kickedUserList"), "/userID"))
          .containsExactlyInAnyOrder(ann.id(), bob.id());
      assertThat(told.number("/group/memberCount")).isEqualTo(2);
      assertThat(told.text("/opUser/userID")).isEqualTo(owner.id());
    }
    assertThat(stage.versions().members(group).version()).isEqualTo(before + 1);
    stage.settle(group, owner, stays);
    assertThat(stays.heard(1508)).hasSize(1);
  }

  @Check(60)
  void aKickMayStayOutOfTheChat(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst().listen();
    String group = stage.found(owner, three.get(1), three.get(2));
    String chat = "sg_" + group;
    owner.post(
        KICK, "groupID", group, "kickedUserIDs", List.of(three.get(1)), "sendMessage", false);
    owner.hears(1508);
    owner.post(KICK, "groupID", group, "kickedUserIDs", List.of(three.get(2)));
    Until.holds("the copy of the second", () -> !owner.copies(1508).isEmpty());
    assertThat(owner.browser().pull(chat, 1, 10))
        .extracting(MsgData::getContentType)
        .containsExactly(1501, 1508);
    assertThat(owner.copies(1508))
        .singleElement()
        .satisfies(
            told -> assertThat(told.text("/kickedUserList/0/userID")).isEqualTo(three.get(2).id()));
  }

  @Check(61)
  void theOwnerEndsTheGroup(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst();
    Person admin = three.get(1).listen();
    Person member = three.get(2).listen();
    String group = stage.found(owner, List.of(admin), List.of(member));
    assertThat(admin.code(DISMISS, "groupID", group)).isEqualTo(1002);
    assertThat(stage.group(group).get("status").asInt()).isZero();
    owner.post(DISMISS, "groupID", group);
    assertThat(stage.group(group).get("status").asInt()).isEqualTo(2);
    for (Person each : List.of(admin, member)) {
      Told told = each.hears(1511);
      assertThat(told.number("/group/status")).isEqualTo(2);
      assertThat(told.text("/opUser/userID")).isEqualTo(owner.id());
    }
    assertThat(owner.code(DISMISS, "groupID", group)).isIn(1204, 1004);
    Until.holds("the members are let go", () -> owner.code(DISMISS, "groupID", group) == 1004);
    assertThat(stage.members(group)).isEmpty();
  }

  @Check(62)
  void anEndedGroupLeavesTheListsOfItsMembers(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person owner = two.getFirst();
    Person member = two.get(1);
    String group = stage.found(owner, member);
    List<JsonNode> known = List.of(joined(owner, Told.json("{}")), joined(member, Told.json("{}")));
    owner.post(DISMISS, "groupID", group);
    Until.holds("the members are let go", () -> stage.members(group).isEmpty());
    for (int i = 0; i < 2; i++) {
      Person each = two.get(i);
      JsonNode before = known.get(i);
      Until.holds("it is deleted", () -> !joined(each, before).get("delete").isEmpty());
      JsonNode changes = joined(each, before);
      assertThat(changes.get("full").asBoolean()).isFalse();
      assertThat(texts(changes.get("delete"))).containsExactly(group);
    }
    String path = "/group/get_incremental_group_members";
    assertThat(member.code(path, "groupID", group)).isEqualTo(1002);
    assertThat(stage.admin().code(path, "groupID", group)).isEqualTo(1204);
  }

  @Check(63)
  void ownerAndHeirChangeRoles(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person owner = four.getFirst().listen();
    Person admin = four.get(1);
    Person member = four.get(2).listen();
    String group = stage.found(owner, List.of(admin), List.of(member));
    assertThat(transfer(owner, group, owner, owner)).isEqualTo(1001);
    assertThat(transfer(owner, group, owner, four.get(3))).isEqualTo(1001);
    assertThat(transfer(admin, group, owner, admin)).isEqualTo(1002);
    long before = stage.versions().members(group).version();
    assertThat(transfer(owner, group, owner, admin)).isZero();
    assertThat(stage.member(group, admin).get("roleLevel").asInt()).isEqualTo(100);
    assertThat(stage.member(group, owner).get("roleLevel").asInt()).isEqualTo(60);
    assertThat(stage.group(group).get("ownerUserID").asText()).isEqualTo(admin.id());
    assertThat(stage.versions().members(group).version()).isEqualTo(before + 1);
    assertThat(stage.versions().memberEntries(group, before + 1))
        .extracting(Versions.Entry::elementID)
        .containsExactlyInAnyOrder(IncrementalSync.ORDER, owner.id(), admin.id());
    Told told = member.hears(1507);
    assertThat(told.text("/newGroupOwner/userID")).isEqualTo(admin.id());
    assertThat(told.number("/newGroupOwner/roleLevel")).isEqualTo(100);
    assertThat(told.text("/oldGroupOwnerInfo/userID")).isEqualTo(owner.id());
    assertThat(told.number("/oldGroupOwnerInfo/roleLevel")).isEqualTo(60);
    assertThat(transfer(admin, group, admin, member)).isZero();
    assertThat(stage.member(group, admin).get("roleLevel").asInt()).isEqualTo(20);
  }

  @Check(64)
  void aMutedHeirMaySpeakAgain(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person owner = two.getFirst();
    Person heir = two.get(1).listen();
    String group = stage.found(owner, heir);
    owner.post("/group/mute_group_member", "groupID", group, "userID", heir, "mutedSeconds", 600);
    assertThat(transfer(owner, group, owner, heir)).isZero();
    heir.hears(1507);
    assertThat(
            heir.browser().pushed().stream()
                .filter(pushed -> pushed.conversationID().equals("n_" + group))
                .map(pushed -> pushed.message().getContentType()))
        .containsExactly(1501, 1512, 1513, 1507);
    assertThat(heir.heard(1513).getFirst().text("/mutedUser/userID")).isEqualTo(heir.id());
    assertThat(stage.member(group, heir).get("muteEndTime").asLong()).isZero();
  }

  private static int kick(Person caller, String groupID, Person... kicked) throws Exception {
    return caller.code(KICK, "groupID", groupID, "kickedUserIDs", List.of(kicked));
  }

  private static int transfer(Person caller, String groupID, Person from, Person to)
      throws Exception {
    return caller.code(TRANSFER, "groupID", groupID, "oldOwnerUserID", from, "newOwnerUserID", to);
  }

  private static JsonNode joined(Person member, JsonNode known) throws Exception {
    return member.post(
        "/group/get_incremental_join_groups",
        "userID",
        member,
        "versionID",
        known.path("versionID").asText(),
        "version",
        known.path("version").asLong());
  }
}
