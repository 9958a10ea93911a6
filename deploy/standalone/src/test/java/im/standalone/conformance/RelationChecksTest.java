package im.standalone.conformance;

import static im.standalone.conformance.Stage.chat;
import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// Applications, friendships and blocks: what changes and who is told.
class RelationChecksTest {
  private static final String APPLY = "/friend/add_friend";
  private static final String ANSWER = "/friend/add_friend_response";

  @Check(26)
  void oneAppliesToAUserWhoIsNoFriendYet(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst();
    Person bob = two.get(1);
    assertThat(apply(ann, ann)).isEqualTo(1301);
    assertThat(apply(ann, stage.person(Stage.id("nobody")))).isEqualTo(1004);
    stage.befriend(ann, bob);
    assertThat(apply(ann, bob)).isEqualTo(1304);
    ann.post("/friend/delete_friend", "ownerUserID", ann, "friendUserID", bob);
    assertThat(apply(ann, bob)).isZero();
    assertThat(apply(bob, ann)).isZero();
  }

  @Check(27)
  void anApplicationIsToldAndNotStored(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst();
    Person bob = two.get(1).listen();
    ann.post(APPLY, "fromUserID", ann, "toUserID", bob, "reqMsg", "hi", "ex", "e");
    Told told = bob.hears(1203);
    MsgData message = told.message();
    assertThat(message.getSessionType()).isEqualTo(1);
    assertThat(message.getSendID()).isEqualTo(ann.id());
    assertThat(message.getRecvID()).isEqualTo(bob.id());
    assertThat(message.getSeq()).isZero();
    assertThat(told.text("/fromToUserID/fromUserID")).isEqualTo(ann.id());
    assertThat(told.text("/fromToUserID/toUserID")).isEqualTo(bob.id());
    assertThat(told.text("/request/reqMsg")).isEqualTo("hi");
    assertThat(told.text("/request/ex")).isEqualTo("e");
    assertThat(told.text("/request/fromNickname")).isEqualTo(ann.id());
    // The first message of the two is the first of everything that is stored between them.
    bob.browser().send(bob.browser().textTo(ann.id(), "hello").build());
    Until.holds(
        "the text is numbered", () -> bob.browser().newestSeqs().containsKey(chat(ann, bob)));
    assertThat(bob.browser().newestSeqs()).containsEntry(chat(ann, bob), 1L);
    assertThat(bob.browser().newestSeqs()).doesNotContainKey(told.conversationID());
    assertThat(bob.copies(1203)).isEmpty();
  }

  @Check(28)
  void applyingAgainOpensTheRefusedApplication(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst();
    Person bob = two.get(1);
    apply(ann, bob);
    answer(bob, ann, -1);
    assertThat(texts(applications(ann, bob), "/handleResult")).containsExactly("-1");
    ann.post(APPLY, "fromUserID", ann, "toUserID", bob, "reqMsg", "again");
    assertThat(texts(applications(ann, bob), "/handleResult")).containsExactly("0");
    assertThat(texts(applications(ann, bob), "/reqMsg")).containsExactly("again");
    assertThat(texts(applications(ann, bob), "/handleMsg")).containsExactly("");
  }

  @Check(29)
  void onlyTheReceiverAnswersAndOnlyYesOrNo(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    Person bob = three.get(1);
    apply(ann, bob);
    assertThat(answer(bob, ann, 0)).isEqualTo(1001);
    assertThat(answer(bob, ann, 2)).isEqualTo(1001);
    assertThat(ann.code(ANSWER, "fromUserID", ann, "toUserID", bob, "handleResult", 1))
        .isEqualTo(1002);
    // Both answers without an application are 1004 (right-answers.md).
    assertThat(answer(bob, three.get(2), 1)).isEqualTo(1004);
    assertThat(answer(bob, three.get(2), -1)).isEqualTo(1004);
    assertThat(texts(applications(ann, bob), "/handleResult")).containsExactly("0");
  }

  @Check(30)
  void anAnswerIsGivenOnce(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    Person bob = three.get(1);
    Person cid = three.get(2);
    apply(ann, bob);
    apply(cid, bob);
    assertThat(answer(bob, ann, 1)).isZero();
    assertThat(answer(bob, cid, -1)).isZero();
    assertThat(answer(bob, ann, 1)).isEqualTo(1001);
    assertThat(answer(bob, cid, 1)).isEqualTo(1001);
    assertThat(answer(bob, ann, -1)).isEqualTo(1305);
    assertThat(answer(bob, cid, -1)).isEqualTo(1305);
  }

  @Check(31)
  void agreeingMakesBothFriendsAndOpensTheChat(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst().listen();
    Person bob = two.get(1).listen();
    apply(ann, bob);
    apply(bob, ann);
    long annBefore = incremental(ann).get("version").asLong();
    long bobBefore = incremental(bob).get("version").asLong();
    assertThat(answer(bob, ann, 1)).isZero();
    assertThat(friends(ann)).containsExactly(bob.id());
    assertThat(friends(bob)).containsExactly(ann.id());
    assertThat(stage.versions().friends(ann).version()).isEqualTo(annBefore + 1);
    assertThat(stage.versions().friends(bob).version()).isEqualTo(bobBefore + 1);
    assertThat(texts(applications(ann, bob), "/handleResult")).containsExactly("1", "1");
    Told told = ann.hears(1201);
    assertThat(told.message().getSendID()).isEqualTo(bob.id());
    assertThat(told.message().getRecvID()).isEqualTo(ann.id());
    assertThat(told.text("/fromToUserID/fromUserID")).isEqualTo(ann.id());
    assertThat(told.text("/fromToUserID/toUserID")).isEqualTo(bob.id());
    assertThat(told.text("/request/handleResult")).isEqualTo("1");
    for (Person each : two) {
      Until.holds("the copy in the chat", () -> !each.copies(1201).isEmpty());
      assertThat(each.copies(1201).getFirst().message().getSeq()).isEqualTo(1);
      assertThat(each.browser().pull(chat(ann, bob), 1, 1))
          .extracting(MsgData::getContentType)
          .containsExactly(1201);
    }
  }

  @Check(32)
  void theAdminImportsFriends(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst().listen();
    Person bob = three.get(1);
    Person cid = three.get(2);
    String path = "/friend/import_friend";
    Person admin = stage.admin();
    assertThat(ann.code(path, "ownerUserID", ann, "friendUserIDs", List.of(bob))).isEqualTo(1002);
    assertThat(admin.code(path, "ownerUserID", ann, "friendUserIDs", List.of(bob, ann)))
        .isEqualTo(1004);
    List<String> tooMany = IntStream.rangeClosed(1, 1001).mapToObj(i -> "x" + i).toList();
    assertThat(admin.code(path, "ownerUserID", ann, "friendUserIDs", tooMany)).isEqualTo(1001);
    assertThat(friends(ann)).isEmpty();
    stage.befriend(ann, bob, cid);
    assertThat(friends(ann)).containsExactlyInAnyOrder(bob.id(), cid.id());
    for (Person friend : List.of(bob, cid)) {
      Told told = ann.hears(1201, each -> each.text("/fromToUserID/toUserID").equals(friend.id()));
      assertThat(told.tips().get("request").isNull()).isTrue();
      assertThat(told.text("/fromToUserID/fromUserID")).isEqualTo(ann.id());
      assertThat(friends(friend)).containsExactly(ann.id());
    }
    assertThat(ann.heard(1201)).hasSize(2);
  }

  @Check(33)
  void aFriendIsDeletedOnOneSide(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst().listen();
    Person bob = three.get(1);
    Person cid = three.get(2);
    stage.befriend(ann, bob);
    JsonNode known = incremental(ann);
    ann.post("/friend/delete_friend", "ownerUserID", ann, "friendUserID", bob);
    assertThat(friends(ann)).isEmpty();
    assertThat(friends(bob)).containsExactly(ann.id());
    assertThat(ann.hears(1205).text("/fromToUserID/toUserID")).isEqualTo(bob.id());
    ann.post("/friend/delete_friend", "ownerUserID", ann, "friendUserID", cid);
    ann.hears(1205, told -> told.text("/fromToUserID/toUserID").equals(cid.id()));
    JsonNode changes = since(ann, known);
    assertThat(texts(changes.get("delete"))).containsExactlyInAnyOrder(bob.id(), cid.id());
    assertThat(changes.get("version").asLong()).isEqualTo(known.get("version").asLong() + 2);
  }

  @Check(34)
  void aRemarkNeedsAFriend(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Object[] remark = {
      "ownerUserID", two.getFirst(), "friendUserID", two.get(1), "remark", "the tall one"
    };
    assertThat(two.getFirst().code("/friend/set_friend_remark", remark)).isEqualTo(1004);
    stage.befriend(two.getFirst(), two.get(1));
    assertThat(two.getFirst().code("/friend/set_friend_remark", remark)).isZero();
  }

  @Check(38)
  void aBlockIsOfOtherPeopleAndEndsNoFriendship(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst().listen();
    Person bob = two.get(1).listen();
    stage.befriend(ann, bob);
    String path = "/friend/add_black";
    assertThat(ann.code(path, "ownerUserID", ann, "blackUserID", ann)).isEqualTo(1004);
    assertThat(ann.code(path, "ownerUserID", ann, "blackUserID", bob)).isZero();
    // Twice is no fault, and one entry (right-answers.md).
    assertThat(ann.code(path, "ownerUserID", ann, "blackUserID", bob)).isZero();
    JsonNode blacks =
        ann.post("/friend/get_black_list", "userID", ann, "pagination", Body.page(1, 10));
    assertThat(blacks.get("total").asInt()).isEqualTo(1);
    assertThat(texts(blacks.get("blacks"), "/blackUserInfo/userID")).containsExactly(bob.id());
    assertThat(friends(ann)).containsExactly(bob.id());
    assertThat(ann.hears(1207).text("/fromToUserID/toUserID")).isEqualTo(bob.id());
    // Only the owner's devices are told (right-answers.md): what comes after it on the same way has
    // reached the other.
    ann.post("/friend/delete_friend", "ownerUserID", ann, "friendUserID", bob);
    apply(ann, bob);
    bob.hears(1203);
    assertThat(bob.heard(1207)).isEmpty();
  }

  @Check(39)
  void unblockingSomebodyWhoIsNotBlockedIsNoFault(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    ann.post("/friend/add_black", "ownerUserID", ann, "blackUserID", three.get(1));
    assertThat(ann.code("/friend/remove_black", "ownerUserID", ann, "blackUserID", three.get(2)))
        .isZero();
    JsonNode blacks =
        ann.post("/friend/get_black_list", "userID", ann, "pagination", Body.page(1, 10));
    assertThat(texts(blacks.get("blacks"), "/blackUserInfo/userID"))
        .containsExactly(three.get(1).id());
  }

  @Check(40)
  void blocksAreSynchronised(Stage stage) throws Exception {
    // Built like the route of friends, not refused with 500 (right-answers.md).
    List<Person> two = stage.people(2);
    Person ann = two.getFirst();
    String path = "/friend/get_incremental_blacks";
    JsonNode known = ann.post(path, "userID", ann, "versionID", "", "version", 0);
    assertThat(known.get("full").asBoolean()).isTrue();
    ann.post("/friend/add_black", "ownerUserID", ann, "blackUserID", two.get(1));
    JsonNode changes =
        ann.post(
            path,
            "userID",
            ann,
            "versionID",
            known.get("versionID"),
            "version",
            known.get("version"));
    assertThat(changes.get("full").asBoolean()).isFalse();
    assertThat(changes.get("version").asLong()).isEqualTo(known.get("version").asLong() + 1);
    assertThat(texts(changes.get("insert"), "/blackUserInfo/userID"))
        .containsExactly(two.get(1).id());
    assertThat(changes.get("delete")).isEmpty();
  }

  private static int apply(Person from, Person to) throws Exception {
    return from.code(APPLY, "fromUserID", from, "toUserID", to);
  }

  private static int answer(Person approver, Person applicant, int result) throws Exception {
    return approver.code(
        ANSWER, "fromUserID", applicant, "toUserID", approver, "handleResult", result);
  }

  private static JsonNode applications(Person one, Person other) throws Exception {
    return one.post("/friend/get_designated_friend_apply", "fromUserID", one, "toUserID", other)
        .get("friendRequests");
  }

  private static List<String> friends(Person owner) throws Exception {
    return new ArrayList<>(
        texts(owner.post("/friend/get_friend_id", "userID", owner).get("friendIDs")));
  }

  private static JsonNode incremental(Person owner) throws Exception {
    return owner.post("/friend/get_incremental_friends", "userID", owner);
  }

  private static JsonNode since(Person owner, JsonNode known) throws Exception {
    return owner.post(
        "/friend/get_incremental_friends",
        "userID",
        owner,
        "versionID",
        known.get("versionID"),
        "version",
        known.get("version"));
  }
}
