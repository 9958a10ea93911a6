package im.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.testing.Until;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a group is called and says, who is silent in it, and the roles and names of its members.
class GroupSettingsChecksTest {
  private static final String MUTE = "/group/mute_group_member";
  private static final String MUTE_ALL = "/group/mute_group";
  private static final String SET = "/group/set_group_info";
  private static final String SET_EX = "/group/set_group_info_ex";

  @Check(65)
  void whoMayMuteWhom(Stage stage) throws Exception {
    List<Person> six = stage.people(6);
    Person owner = six.getFirst();
    Person admin = six.get(1);
    Person second = six.get(2);
    Person member = six.get(3).listen();
    String group = stage.found(owner, List.of(admin, second), List.of(member, six.get(4)));
    assertThat(mute(owner, group, member, 0)).isEqualTo(1001);
    assertThat(mute(admin, group, owner, 60)).isEqualTo(1002);
    assertThat(mute(admin, group, second, 60)).isEqualTo(1002);
    assertThat(mute(six.get(4), group, member, 60)).isEqualTo(1002);
    assertThat(mute(owner, group, six.get(5), 60)).isEqualTo(1004);
    long before = System.currentTimeMillis();
    assertThat(mute(admin, group, member, 600)).isZero();
    long after = System.currentTimeMillis();
    assertThat(stage.member(group, member).get("muteEndTime").asLong())
        .isBetween(before + 600_000, after + 600_000);
    Told told = member.hears(1512);
    assertThat(told.text("/mutedUser/userID")).isEqualTo(member.id());
    assertThat(told.number("/mutedSeconds")).isEqualTo(600);
    assertThat(told.number("/mutedUser/muteEndTime"))
        .isEqualTo(stage.member(group, member).get("muteEndTime").asLong());
    assertThat(told.text("/opUser/userID")).isEqualTo(admin.id());
  }

  @Check(66)
  void whoMaySpeak(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person owner = four.getFirst();
    Person admin = four.get(1);
    Person muted = four.get(2);
    Person member = four.get(3);
    String group = stage.found(owner, List.of(admin), List.of(muted, member));
    mute(owner, group, muted, 600);
    assertThat(stage.sayTo(group, muted, "1")).isEqualTo(1402);
    assertThat(stage.sayTo(group, member, "2")).isZero();
    owner.post(MUTE_ALL, "groupID", group);
    assertThat(stage.sayTo(group, member, "3")).isEqualTo(1403);
    assertThat(stage.sayTo(group, owner, "4")).isZero();
    assertThat(stage.sayTo(group, admin, "5")).isZero();
  }

  @Check(67)
  void whoMayMuteTheGroup(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst();
    Person admin = three.get(1);
    Person member = three.get(2).listen();
    String group = stage.found(owner, List.of(admin), List.of(member));
    assertThat(member.code(MUTE_ALL, "groupID", group)).isEqualTo(1002);
    assertThat(stage.group(group).get("status").asInt()).isZero();
    admin.post(MUTE_ALL, "groupID", group);
    assertThat(stage.group(group).get("status").asInt()).isEqualTo(3);
    assertThat(member.hears(1514).number("/group/status")).isEqualTo(3);
    assertThat(member.code("/group/cancel_mute_group", "groupID", group)).isEqualTo(1002);
    owner.post("/group/cancel_mute_group", "groupID", group);
    assertThat(stage.group(group).get("status").asInt()).isZero();
    assertThat(member.hears(1515).number("/group/status")).isZero();
    assertThat(stage.sayTo(group, member, "again")).isZero();
  }

  @Check(68)
  void eachKindOfChangeIsToldByItsOwnType(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person owner = two.getFirst();
    Person member = two.get(1).listen();
    String group = stage.found(owner, member);
    long before = stage.versions().members(group).version();
    set(owner, group, "groupName", "name");
    set(owner, group, "notification", "notice");
    set(owner, group, "notification", "both", "groupName", "both", "faceURL", "face");
    set(owner, group);
    set(owner, group, "groupName", "", "introduction", "");
    assertThat(stage.versions().members(group).version()).isEqualTo(before + 3);
    stage.settle(group, member);
    List<Told> told =
        member.browser().pushed().stream()
            .filter(pushed -> pushed.conversationID().equals("n_" + group))
            .map(Told::of)
            .toList();
    assertThat(told)
        .extracting(each -> each.message().getContentType())
        .containsExactly(1501, 1520, 1519, 1519, 1520, 1502, 1502);
    assertThat(told.subList(3, 6))
        .allSatisfy(each -> {
          assertThat(each.text("/group/groupName")).isEqualTo("both");
          assertThat(each.text("/group/faceURL")).isEqualTo("face");
          assertThat(each.number("/groupMemberVersion")).isEqualTo(before + 3);
        });
  }

  @Check(69)
  void anAnnouncementIsClearedWithoutAWordInTheChat(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person owner = two.getFirst();
    Person member = two.get(1).listen();
    String group = stage.found(owner, member);
    owner.post(SET_EX, "groupID", group, "notification", " first ");
    owner.post(SET_EX, "groupID", group, "notification", "");
    Told cleared = member.hears(1519, told -> told.text("/group/notification").isEmpty());
    assertThat(cleared.message().getSeq()).isZero();
    assertThat(stage.group(group).get("notification").asText()).isEmpty();
    // A blank name is refused, not passed over (right-answers.md).
    assertThat(owner.code(SET_EX, "groupID", group, "groupName", "  ", "introduction", "i"))
        .isEqualTo(1001);
    assertThat(stage.group(group).get("groupName").asText()).isEqualTo(group);
    assertThat(stage.group(group).get("introduction").asText()).isEmpty();
    owner.post(SET_EX, "groupID", group, "notification", "last");
    Until.holds("the copy of the last", () -> member.copies(1519).size() == 2);
    assertThat(member.copies(1519))
        .extracting(told -> told.text("/group/notification"))
        .containsExactly("first", "last");
  }

  @Check(70)
  void anAnnouncementHasAnAuthorAndATime(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person admin = three.get(1);
    Person member = three.get(2).listen();
    String group = stage.found(three.getFirst(), List.of(admin), List.of(member));
    long before = System.currentTimeMillis();
    set(admin, group, "notification", "notice");
    long after = System.currentTimeMillis();
    Told told = member.hears(1519);
    assertThat(told.text("/group/notificationUserID")).isEqualTo(admin.id());
    assertThat(told.number("/group/notificationUpdateTime")).isBetween(before, after);
    assertThat(stage.group(group).get("notificationUserID").asText()).isEqualTo(admin.id());
    assertThat(stage.group(group).get("notificationUpdateTime").asLong())
        .isEqualTo(told.number("/group/notificationUpdateTime"));
  }

  @Check(71)
  void whoGivesRolesAndNames(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person owner = four.getFirst();
    Person admin = four.get(1);
    Person member = four.get(2).listen();
    Person other = four.get(3);
    String group = stage.found(owner, List.of(admin), List.of(member, other));
    assertThat(change(owner, group, other, "roleLevel", 100)).isEqualTo(1002);
    assertThat(change(owner, group, other, "roleLevel", 50)).isEqualTo(1001);
    assertThat(change(member, group, other, "nickname", "n")).isEqualTo(1002);
    assertThat(change(owner, group, owner, "roleLevel", 60)).isEqualTo(1001);
    // Roles are given by the owner alone (right-answers.md).
    assertThat(change(admin, group, other, "roleLevel", 60)).isEqualTo(1002);
    assertThat(stage.member(group, other).get("roleLevel").asInt()).isEqualTo(20);
    assertThat(change(owner, group, other, "roleLevel", 60)).isZero();
    Told promoted = member.hears(1517);
    assertThat(promoted.text("/changedUser/userID")).isEqualTo(other.id());
    assertThat(promoted.number("/changedUser/roleLevel")).isEqualTo(60);
    assertThat(promoted.number("/groupSortVersion"))
        .isEqualTo(promoted.number("/groupMemberVersion"));
    assertThat(change(owner, group, other, "roleLevel", 20)).isZero();
    assertThat(member.hears(1518).number("/changedUser/roleLevel")).isEqualTo(20);
    assertThat(change(other, group, other, "nickname", "n")).isZero();
    Told named = member.hears(1516);
    assertThat(named.text("/changedUser/nickname")).isEqualTo("n");
    assertThat(named.number("/groupSortVersion")).isZero();
    stage.settle(group, member);
    assertThat(member.heard(1516)).hasSize(1);
    assertThat(member.heard(1517)).hasSize(1);
    assertThat(member.heard(1518)).hasSize(1);
  }

  private static int mute(Person caller, String groupID, Person target, int seconds)
      throws Exception {
    return caller.code(MUTE, "groupID", groupID, "userID", target, "mutedSeconds", seconds);
  }

  private static int change(
      Person caller, String groupID, Person target, String field, Object value) throws Exception {
    return caller.code(
        "/group/set_group_member_info",
        "members",
        List.of(Body.of("groupID", groupID, "userID", target, field, value)));
  }

  private static void set(Person caller, String groupID, @Nullable Object... fields)
      throws Exception {
    var info = Body.of("groupID", groupID);
    info.putAll(Body.of(fields));
    caller.post(SET, "groupInfoForSet", info);
  }
}
