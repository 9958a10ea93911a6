package im.standalone.conformance;

import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Stream;

/// Coming into a group: by asking, by invitation, by approval.
class JoiningChecksTest {
  private static final String JOIN = "/group/join_group";
  private static final String INVITE = "/group/invite_user_to_group";
  private static final String ANSWER = "/group/group_application_response";
  private static final int MEMBERS_IN_FREE = 0;
  private static final int ALL_ASK = 1;
  private static final int OPEN = 2;

  @Check(49)
  void whereOneCannotJoin(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person owner = three.getFirst();
    Person member = three.get(1);
    Person stranger = three.get(2);
    String group = stage.found(owner, member);
    String gone = stage.found(owner);
    owner.post("/group/dismiss_group", "groupID", gone);
    assertThat(join(member, group, 3)).isEqualTo(1001);
    assertThat(join(stranger, gone, 3)).isEqualTo(1204);
    assertThat(join(stranger, Stage.id("none"), 3)).isEqualTo(1004);
    assertThat(join(stranger, group, 0)).isEqualTo(1001);
    assertThat(join(stranger, group, 5)).isEqualTo(1001);
    assertThat(join(stranger, group, 3)).isZero();
  }

  @Check(50)
  void anOpenGroupLetsInAndOthersAreAsked(Stage stage) throws Exception {
    List<Person> five = stage.people(5);
    Person owner = five.getFirst().listen();
    Person admin = five.get(1).listen();
    Person member = five.get(2).listen();
    Person ann = five.get(3).listen();
    String open = stage.found(owner, List.of(admin), List.of(member), "needVerification", OPEN);
    assertThat(join(ann, open, 3)).isZero();
    // As asked and without inviter (right-answers.md).
    assertThat(stage.member(open, ann).get("joinSource").asInt()).isEqualTo(3);
    assertThat(stage.member(open, ann).get("inviterUserID").asText()).isEmpty();
    assertThat(stage.member(open, ann).get("roleLevel").asInt()).isEqualTo(20);
    assertThat(member.hears(1510).text("/entrantUser/userID")).isEqualTo(ann.id());
    assertThat(member.hears(1510).number("/group/memberCount")).isEqualTo(4);
    for (int verification : List.of(MEMBERS_IN_FREE, ALL_ASK)) {
      String asks =
          stage.found(owner, List.of(admin), List.of(member), "needVerification", verification);
      assertThat(
              ann.code(
                  JOIN, "groupID", asks, "joinSource", 3, "inviterUserID", ann, "reqMessage", "me"))
          .isZero();
      assertThat(texts(stage.members(asks), "/userID")).doesNotContain(ann.id());
      List<Told> told =
          List.of(
              owner.hears(1503, each -> isOf(each, asks)),
              admin.hears(1503, each -> isOf(each, asks)),
              ann.hears(1503, each -> isOf(each, asks)));
      assertThat(told).extracting(each -> each.text("/uuid")).doesNotContain("");
      assertThat(told)
          .extracting(each -> each.text("/uuid"))
          .containsOnly(told.getFirst().text("/uuid"));
      assertThat(told.getFirst().text("/applicant/userID")).isEqualTo(ann.id());
      assertThat(told.getFirst().text("/request/userInfo/userID")).isEqualTo(ann.id());
      assertThat(told.getFirst().text("/reqMsg")).isEqualTo("me");
      assertThat(told.getFirst().number("/request/joinSource")).isEqualTo(3);
      assertThat(told.getFirst().message().getSessionType()).isEqualTo(1);
      assertThat(applications(owner, asks)).hasSize(1);
    }
    assertThat(applications(owner, open)).isEmpty();
  }

  @Check(51)
  void whoInvitesDecidesOrProposes(Stage stage) throws Exception {
    List<Person> six = stage.people(6);
    Person owner = six.getFirst().listen();
    Person admin = six.get(1).listen();
    Person member = six.get(2).listen();
    Person ann = six.get(3);
    for (int verification : List.of(MEMBERS_IN_FREE, OPEN)) {
      String free =
          stage.found(owner, List.of(admin), List.of(member), "needVerification", verification);
      member.post(INVITE, "groupID", free, "invitedUserIDs", List.of(ann));
      Told told = owner.hears(1509, each -> isOf(each, free));
      assertThat(texts(told.tips().get("invitedUserList"), "/userID")).containsExactly(ann.id());
      assertThat(told.text("/inviterUser/userID")).isEqualTo(member.id());
      assertThat(stage.member(free, ann).get("joinSource").asInt()).isEqualTo(2);
      assertThat(stage.member(free, ann).get("inviterUserID").asText()).isEqualTo(member.id());
    }
    String strict =
        stage.found(owner, List.of(admin), List.of(member), "needVerification", ALL_ASK);
    member.post(INVITE, "groupID", strict, "invitedUserIDs", List.of(ann, six.get(4)));
    assertThat(texts(stage.members(strict), "/userID")).hasSize(3);
    JsonNode open = applications(owner, strict);
    assertThat(texts(open, "/userInfo/userID"))
        .containsExactlyInAnyOrder(ann.id(), six.get(4).id());
    assertThat(texts(open, "/joinSource")).containsExactly("2", "2");
    assertThat(texts(open, "/inviterUserID")).containsExactly(member.id(), member.id());
    for (Person each : List.of(owner, admin, member)) {
      Told told = each.hears(1503, say -> say.text("/request/userInfo/userID").equals(ann.id()));
      assertThat(told.text("/applicant/userID")).isEqualTo(member.id());
      each.hears(1503, say -> say.text("/request/userInfo/userID").equals(six.get(4).id()));
    }
    admin.post(INVITE, "groupID", strict, "invitedUserIDs", List.of(six.get(5)));
    assertThat(stage.member(strict, six.get(5)).get("inviterUserID").asText())
        .isEqualTo(admin.id());
    owner.hears(1509, each -> isOf(each, strict));
  }

  @Check(52)
  void whoMayNotInviteAndWhom(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person owner = four.getFirst();
    Person member = four.get(1);
    Person ann = four.get(2);
    String group = stage.found(owner, member);
    assertThat(invite(four.get(3), group, ann)).isEqualTo(1002);
    assertThat(invite(owner, group, ann, ann)).isEqualTo(1001);
    assertThat(invite(owner, group, ann, stage.person(Stage.id("nobody")))).isEqualTo(1004);
    assertThat(texts(stage.members(group), "/userID")).hasSize(2);
    // Not refused with 500: the member stays as he is, the others come (right-answers.md).
    JsonNode before = stage.member(group, member);
    assertThat(invite(owner, group, member, ann)).isZero();
    assertThat(stage.member(group, member)).isEqualTo(before);
    assertThat(texts(stage.members(group), "/userID"))
        .containsExactlyInAnyOrder(owner.id(), member.id(), ann.id());
  }

  @Check(53)
  void manyAreBroughtInByFifties(Stage stage) throws Exception {
    Person owner = stage.somebody().listen();
    String group = stage.found(owner);
    List<Person> many = stage.people(120);
    long before = stage.versions().members(group).version();
    owner.post(INVITE, "groupID", group, "invitedUserIDs", many);
    assertThat(stage.versions().members(group).version()).isEqualTo(before + 3);
    stage.settle(group, owner);
    assertThat(owner.heard(1509))
        .extracting(told -> told.tips().get("invitedUserList").size())
        .containsExactly(50, 50, 20);
    assertThat(owner.heard(1509))
        .extracting(told -> told.number("/groupMemberVersion"))
        .containsExactly(before + 1, before + 2, before + 3);
    assertThat(
            owner.heard(1509).stream()
                .flatMap(told -> texts(told.tips().get("invitedUserList"), "/userID").stream()))
        .containsExactlyInAnyOrderElementsOf(many.stream().map(Person::id).toList());
    assertThat(stage.group(group).get("memberCount").asInt()).isEqualTo(121);
  }

  @Check(54)
  void whoMayNotAnswerAnApplication(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person owner = four.getFirst();
    Person member = four.get(1);
    Person ann = four.get(2);
    String group = stage.found(owner, member);
    join(ann, group, 3);
    assertThat(answer(member, group, ann, 1)).isEqualTo(1002);
    assertThat(answer(owner, group, four.get(3), 1)).isEqualTo(1004);
    assertThat(answer(owner, group, ann, 0)).isEqualTo(1001);
    assertThat(answer(owner, group, ann, -1)).isZero();
    assertThat(answer(owner, group, ann, 1)).isEqualTo(1206);
    assertThat(answer(owner, group, ann, -1)).isEqualTo(1206);
    assertThat(texts(stage.members(group), "/userID")).doesNotContain(ann.id());
  }

  @Check(55)
  void theAnswerIsToldAndSoIsWhoCame(Stage stage) throws Exception {
    List<Person> six = stage.people(6);
    Person owner = six.getFirst().listen();
    Person admin = six.get(1).listen();
    Person member = six.get(2).listen();
    Person ann = six.get(3).listen();
    Person bob = six.get(4).listen();
    Person cid = six.get(5).listen();
    String group = stage.found(owner, List.of(admin), List.of(member), "needVerification", ALL_ASK);
    join(ann, group, 3);
    join(cid, group, 3);
    invite(member, group, bob);
    assertThat(answer(admin, group, ann, 1)).isZero();
    assertThat(answer(owner, group, bob, 1)).isZero();
    assertThat(answer(owner, group, cid, -1)).isZero();
    for (Person each : List.of(owner, admin, ann)) {
      // Who decided also gets, on his own devices, what went to the others.
      Told told = each.hears(1505, say -> applicant(say).equals(ann.id()) && isMeantFor(each, say));
      assertThat(told.text("/handleMsg")).isEqualTo("word");
      assertThat(told.text("/opUser/userID")).isEqualTo(admin.id());
      // 1 for who decides, 0 for the applicant (right-answers.md).
      assertThat(told.number("/receiverAs")).isEqualTo(each == ann ? 0 : 1);
    }
    for (Person each : List.of(owner, admin, bob)) {
      each.hears(1505, say -> applicant(say).equals(bob.id()));
    }
    for (Person each : List.of(owner, admin, cid)) {
      Told told = each.hears(1506, say -> isMeantFor(each, say));
      assertThat(applicant(told)).isEqualTo(cid.id());
      assertThat(told.number("/receiverAs")).isEqualTo(each == cid ? 0 : 1);
    }
    stage.settle(group, member);
    assertThat(member.heard(1510))
        .extracting(told -> told.text("/entrantUser/userID"))
        .containsExactly(ann.id());
    assertThat(member.heard(1509))
        .singleElement()
        .satisfies(told -> {
          assertThat(texts(told.tips().get("invitedUserList"), "/userID"))
              .containsExactly(bob.id());
          assertThat(told.text("/inviterUser/userID")).isEqualTo(member.id());
          assertThat(told.text("/opUser/userID")).isEqualTo(owner.id());
        });
    // These come after it, on the ways between the two who decided and the member.
    String own = stage.found(member);
    join(owner, own, 3);
    join(admin, own, 3);
    member.hears(1503, told -> applicant(told).equals(owner.id()));
    member.hears(1503, told -> applicant(told).equals(admin.id()));
    assertThat(Stream.of(1505, 1506).flatMap(type -> member.heard(type).stream())).isEmpty();
  }

  @Check(56)
  void anAnsweredApplicationShowsItsAnswer(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person owner = two.getFirst();
    Person ann = two.get(1);
    String group = stage.found(owner);
    join(ann, group, 3);
    long before = System.currentTimeMillis();
    answer(owner, group, ann, 1);
    JsonNode listed = applications(owner, group);
    assertThat(texts(listed, "/handleResult")).containsExactly("1");
    // The answer, who gave it and when are kept (right-answers.md).
    assertThat(texts(listed, "/handleMsg")).containsExactly("word");
    assertThat(texts(listed, "/handleUserID")).containsExactly(owner.id());
    assertThat(listed.at("/0/handleTime").asLong()).isBetween(before, System.currentTimeMillis());
  }

  private static boolean isOf(Told told, String groupID) {
    return told.text("/group/groupID").equals(groupID);
  }

  private static boolean isMeantFor(Person person, Told told) {
    return told.message().getRecvID().equals(person.id());
  }

  private static String applicant(Told told) {
    return told.text("/request/userInfo/userID");
  }

  private static int join(Person user, String groupID, int source) throws Exception {
    return user.code(JOIN, "groupID", groupID, "joinSource", source, "inviterUserID", user);
  }

  private static int invite(Person inviter, String groupID, Person... invited) throws Exception {
    return inviter.code(INVITE, "groupID", groupID, "invitedUserIDs", List.of(invited));
  }

  private static int answer(Person decider, String groupID, Person applicant, int result)
      throws Exception {
    return decider.code(
        ANSWER,
        "groupID",
        groupID,
        "fromUserID",
        applicant,
        "handledMsg",
        "word",
        "handleResult",
        result);
  }

  private static JsonNode applications(Person owner, String groupID) throws Exception {
    return owner
        .post(
            "/group/get_recv_group_applicationList",
            "fromUserID",
            owner,
            "groupIDs",
            List.of(groupID),
            "pagination",
            Body.page(1, 50))
        .get("groupRequests");
  }
}
