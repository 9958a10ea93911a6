package im.standalone.conformance;

import static im.standalone.conformance.Stage.chat;
import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Settings of conversations: who may set what, and who is told.
class ConversationChecksTest {
  private static final String SET = "/conversation/set_conversations";

  @Check(79)
  void settingsAreOnesOwnAndOfANamedConversation(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst();
    Person bob = two.get(1);
    var wanted = conversation(ann, bob, "isPinned", true);
    assertThat(ann.code(SET, "userIDs", List.of(ann, bob), "conversation", wanted)).isEqualTo(1002);
    assertThat(ids(ann)).isEmpty();
    wanted.put("conversationType", 0);
    assertThat(ann.code(SET, "userIDs", List.of(ann), "conversation", wanted)).isEqualTo(1001);
    wanted.put("conversationType", 1);
    wanted.remove("userID");
    assertThat(ann.code(SET, "userIDs", List.of(ann), "conversation", wanted)).isEqualTo(1001);
    wanted.put("conversationType", 3);
    assertThat(ann.code(SET, "userIDs", List.of(ann), "conversation", wanted)).isEqualTo(1001);
    assertThat(ids(ann)).isEmpty();
  }

  @Check(80)
  void settingMakesTheConversationAndTheSameAgainIsNothing(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst().listen();
    Person bob = two.get(1);
    String chat = chat(ann, bob);
    set(ann, bob, "isPinned", true);
    assertThat(ids(ann)).containsExactly(chat);
    assertThat(pinned(ann)).containsExactly(chat);
    // Readable at once (right-answers.md).
    assertThat(row(ann, chat).get("isPinned").asBoolean()).isTrue();
    assertThat(row(ann, chat).get("userID").asText()).isEqualTo(bob.id());
    long version = stage.versions().conversations(ann).version();
    set(ann, bob, "isPinned", true);
    assertThat(stage.versions().conversations(ann).version()).isEqualTo(version);
    set(ann, bob, "ex", "e");
    assertThat(stage.versions().conversations(ann).version()).isEqualTo(version + 1);
    Until.holds("1300 for two changes", () -> ann.heard(1300).size() >= 2);
    set(ann, bob, "ex", "f");
    Until.holds("1300 for three changes", () -> ann.heard(1300).size() >= 3);
    assertThat(ann.heard(1300)).hasSize(3);
    assertThat(texts(ann.heard(1300).getFirst().tips().get("conversationIDList")))
        .containsExactly(chat);
  }

  @Check(81)
  void boundsOfWhatIsVisibleAreNoSettings(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst();
    set(ann, two.get(1), "ex", "e");
    long version = stage.versions().conversations(ann).version();
    set(ann, two.get(1), "minSeq", 5, "maxSeq", 7);
    assertThat(stage.versions().conversations(ann).version()).isEqualTo(version);
    set(ann, two.get(1), "ex", "f", "minSeq", 5, "maxSeq", 7);
    JsonNode row = row(ann, chat(ann, two.get(1)));
    assertThat(row.get("ex").asText()).isEqualTo("f");
    assertThat(row.get("minSeq").asLong()).isZero();
    assertThat(row.get("maxSeq").asLong()).isZero();
  }

  @Check(82)
  void aPrivateChatIsPrivateOnBothSides(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst().listen();
    Person bob = two.get(1).listen();
    String chat = chat(ann, bob);
    set(ann, bob, "ex", "e");
    set(ann, bob, "isPrivateChat", true);
    assertThat(row(ann, chat).get("isPrivateChat").asBoolean()).isTrue();
    assertThat(row(bob, chat).get("isPrivateChat").asBoolean()).isTrue();
    assertThat(row(bob, chat).get("userID").asText()).isEqualTo(ann.id());
    Told told = bob.hears(1701);
    assertThat(told.message().getSendID()).isEqualTo(ann.id());
    assertThat(told.message().getRecvID()).isEqualTo(bob.id());
    assertThat(told.text("/recvID")).isEqualTo(bob.id());
    assertThat(told.text("/sendID")).isEqualTo(ann.id());
    assertThat(told.tips().get("isPrivate").asBoolean()).isTrue();
    assertThat(told.text("/conversationID")).isEqualTo(chat);
    Until.holds("the copy in the chat", () -> !bob.copies(1701).isEmpty());
    assertThat(bob.copies(1701).getFirst().message().getSeq()).isEqualTo(1);
    // 1300 comes for what is set before and after it, and for nothing else.
    set(ann, bob, "ex", "f");
    Until.holds("1300 for two changes", () -> ann.heard(1300).size() >= 2);
    set(ann, bob, "ex", "g");
    Until.holds("1300 for three changes", () -> ann.heard(1300).size() >= 3);
    assertThat(ann.heard(1300)).hasSize(3);
  }

  @Check(83)
  void burningIsTheOwnersOwn(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst();
    Person bob = two.get(1);
    stage.say(ann, bob, "hello");
    JsonNode before = stage.conversation(bob, chat(ann, bob));
    set(ann, bob, "burnDuration", 30);
    assertThat(row(ann, chat(ann, bob)).get("burnDuration").asInt()).isEqualTo(30);
    assertThat(before.get("burnDuration").asInt()).isZero();
    assertThat(row(bob, chat(ann, bob))).isEqualTo(before);
  }

  @Check(85)
  void aNewConversationWasNeverEmptied(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst();
    set(ann, two.get(1), "isPinned", true);
    stage.say(two.get(1), ann, "hello");
    String chat = chat(ann, two.get(1));
    for (Person each : two) {
      assertThat(stage.conversation(each, chat).get("latestMsgDestructTime").asLong())
          .isEqualTo(-62_135_596_800_000L);
    }
  }

  @Check(86)
  void onlyTheSecondOptionIsNotToNotify(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    set(ann, three.get(1), "recvMsgOpt", 2);
    set(ann, three.get(2), "recvMsgOpt", 1);
    assertThat(notNotified(ann)).containsExactly(chat(ann, three.get(1)));
    set(ann, three.get(1), "recvMsgOpt", 1);
    set(ann, three.get(2), "recvMsgOpt", 2);
    assertThat(notNotified(ann)).containsExactly(chat(ann, three.get(2)));
  }

  @Check(87)
  void pinsAreListedAtOnce(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    set(ann, three.get(1), "isPinned", true);
    assertThat(pinned(ann)).containsExactly(chat(ann, three.get(1)));
    set(ann, three.get(2), "isPinned", true);
    assertThat(pinned(ann))
        .containsExactlyInAnyOrder(chat(ann, three.get(1)), chat(ann, three.get(2)));
    set(ann, three.get(1), "isPinned", false);
    assertThat(pinned(ann)).containsExactly(chat(ann, three.get(2)));
  }

  @Check(88)
  void conversationsAreDeletedByListOrByAge(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person ann = four.getFirst().listen();
    for (Person each : four.subList(1, 4)) {
      set(ann, each, "ex", "e");
    }
    String path = "/conversation/delete_conversations";
    List<String> two = List.of(chat(ann, four.get(1)), chat(ann, four.get(2)));
    assertThat(ann.code(path, "ownerUserID", ann, "conversationIDs", two, "needDeleteTime", 1))
        .isEqualTo(1001);
    assertThat(ann.code(path, "ownerUserID", ann)).isEqualTo(1001);
    JsonNode known = ann.post("/conversation/get_incremental_conversations", "userID", ann);
    ann.post(path, "ownerUserID", ann, "conversationIDs", two);
    assertThat(ids(ann)).containsExactly(chat(ann, four.get(3)));
    JsonNode changes =
        ann.post(
            "/conversation/get_incremental_conversations",
            "userID",
            ann,
            "versionID",
            known.get("versionID"),
            "version",
            known.get("version"));
    assertThat(texts(changes.get("delete"))).containsExactlyInAnyOrderElementsOf(two);
    assertThat(changes.get("version").asLong()).isEqualTo(known.get("version").asLong() + 2);
    set(ann, four.get(3), "ex", "f");
    Until.holds("1300 for four changes", () -> ann.heard(1300).size() >= 4);
    set(ann, four.get(3), "ex", "g");
    Until.holds("1300 for five changes", () -> ann.heard(1300).size() >= 5);
    assertThat(ann.heard(1300)).hasSize(5);
  }

  @Check(90)
  void aUserMarksTheConversationsOthersHaveWithHim(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    Person bob = three.get(1);
    Person cid = three.get(2);
    set(ann, bob, "ex", "own");
    set(bob, ann, "ex", "of bob");
    set(cid, ann, "ex", "of cid");
    set(cid, bob, "ex", "of both");
    long version = stage.versions().conversations(bob).version();
    String path = "/conversation/update_conversations_by_user";
    assertThat(bob.code(path, "userID", ann, "ex", "x")).isEqualTo(1002);
    ann.post(path, "userID", ann, "ex", "x");
    assertThat(row(bob, chat(ann, bob)).get("ex").asText()).isEqualTo("x");
    assertThat(row(cid, chat(ann, cid)).get("ex").asText()).isEqualTo("x");
    assertThat(row(cid, chat(bob, cid)).get("ex").asText()).isEqualTo("of both");
    assertThat(row(ann, chat(ann, bob)).get("ex").asText()).isEqualTo("own");
    assertThat(stage.versions().conversations(bob).version()).isEqualTo(version + 1);
  }

  private static void set(Person owner, Person peer, @Nullable Object... fields) throws Exception {
    owner.post(SET, "userIDs", List.of(owner), "conversation", conversation(owner, peer, fields));
  }

  private static Map<String, @Nullable Object> conversation(
      Person owner, Person peer, @Nullable Object... fields) {
    var conversation =
        Body.of("conversationID", chat(owner, peer), "conversationType", 1, "userID", peer);
    conversation.putAll(Body.of(fields));
    return conversation;
  }

  private static JsonNode row(Person owner, String conversationID) throws Exception {
    return owner
        .post(
            "/conversation/get_conversation",
            "ownerUserID",
            owner,
            "conversationID",
            conversationID)
        .get("conversation");
  }

  private static List<String> ids(Person owner) throws Exception {
    return list(owner, "get_full_conversation_ids");
  }

  private static List<String> pinned(Person owner) throws Exception {
    return list(owner, "get_pinned_conversation_ids");
  }

  private static List<String> notNotified(Person owner) throws Exception {
    return list(owner, "get_not_notify_conversation_ids");
  }

  private static List<String> list(Person owner, String route) throws Exception {
    return texts(
        owner.post("/conversation/" + route, "userID", owner, "idHash", 1).get("conversationIDs"));
  }
}
