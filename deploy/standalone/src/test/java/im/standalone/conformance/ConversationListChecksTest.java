package im.standalone.conformance;

import static im.standalone.conformance.Stage.chat;
import static im.standalone.conformance.Stage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import java.util.List;

/// Which conversations there are, and what messages do to them.
class ConversationListChecksTest {

  @Check(84)
  void aMissingConversationIsNotFoundOrLeftOut(Stage stage) throws Exception {
    List<Person> three = stage.people(3);
    Person ann = three.getFirst();
    String missing = chat(ann, three.get(2));
    stage.say(ann, three.get(1), "hello");
    JsonNode there = stage.conversation(ann, chat(ann, three.get(1)));
    assertThat(
            ann.code(
                "/conversation/get_conversation", "ownerUserID", ann, "conversationID", missing))
        .isEqualTo(1004);
    JsonNode found =
        ann.post(
            "/conversation/get_conversations",
            "ownerUserID",
            ann,
            "conversationIDs",
            List.of(missing, there.get("conversationID").asText()));
    assertThat(found.get("conversations")).containsExactly(there);
  }

  @Check(89)
  void theSortedListHasPinsFirstThenTheNewest(Stage stage) throws Exception {
    List<Person> five = stage.people(5);
    Person ann = five.getFirst();
    assertThat(ann.code("/conversation/get_sorted_conversation_list", sorted(ann))).isEqualTo(1004);
    for (Person each : five.subList(1, 5)) {
      stage.say(each, ann, "of " + each);
      // Times are kept in ms: the next is later only when this one has its number.
      var _ = stage.conversation(ann, chat(ann, each));
    }
    stage.say(five.get(2), ann, "again");
    Person pinned = five.get(1);
    ann.post(
        "/conversation/set_conversations",
        "userIDs",
        List.of(ann),
        "conversation",
        Body.of(
            "conversationID",
            chat(ann, pinned),
            "conversationType",
            1,
            "userID",
            pinned,
            "isPinned",
            true));
    Until.holds(
        "the newest message",
        () -> list(ann).at("/conversationElems/1/msgInfo/content").asText().contains("again"));
    JsonNode list = list(ann);
    assertThat(texts(list.get("conversationElems"), "/conversationID"))
        .containsExactly(
            chat(ann, pinned),
            chat(ann, five.get(2)),
            chat(ann, five.get(4)),
            chat(ann, five.get(3)));
    assertThat(texts(list.get("conversationElems"), "/IsPinned"))
        .containsExactly("true", "false", "false", "false");
    assertThat(texts(list.get("conversationElems"), "/unreadCount"))
        .containsExactly("1", "2", "1", "1");
    assertThat(list.get("unreadTotal").asInt()).isEqualTo(5);
    assertThat(list.get("conversationTotal").asInt()).isEqualTo(4);
    JsonNode second =
        ann.post(
            "/conversation/get_sorted_conversation_list",
            "userID",
            ann,
            "pagination",
            Body.page(2, 3));
    assertThat(texts(second.get("conversationElems"), "/conversationID"))
        .containsExactly(chat(ann, five.get(3)));
    assertThat(second.get("unreadTotal").asInt()).isEqualTo(5);
  }

  @Check(91)
  void theFirstMessageMakesTheConversationForAll(Stage stage) throws Exception {
    List<Person> four = stage.people(4);
    Person ann = four.getFirst();
    Person bob = four.get(1);
    stage.say(ann, bob, "hello");
    assertThat(stage.conversation(ann, chat(ann, bob)).get("userID").asText()).isEqualTo(bob.id());
    assertThat(stage.conversation(bob, chat(ann, bob)).get("userID").asText()).isEqualTo(ann.id());
    String group = Stage.id("g");
    ann.post(
        "/group/create_group",
        "ownerUserID",
        ann,
        "memberUserIDs",
        four.subList(1, 4),
        "sendMessage",
        false,
        "groupInfo",
        Body.of("groupID", group, "groupName", group, "groupType", 2));
    assertThat(conversations(stage, four.get(2))).isEmpty();
    stage.sayTo(group, ann, "hello");
    for (Person each : four) {
      JsonNode made = stage.conversation(each, "sg_" + group);
      assertThat(made.get("conversationType").asInt()).isEqualTo(3);
      assertThat(made.get("groupID").asText()).isEqualTo(group);
    }
    assertThat(conversations(stage, four.get(2))).containsExactly("sg_" + group);
  }

  @Check(92)
  void whoWantsNothingGetsNothingButReceipts(Stage stage) throws Exception {
    List<Person> two = stage.people(2);
    Person ann = two.getFirst();
    Person bob = two.get(1).listen();
    String chat = chat(ann, bob);
    assertThat(stage.say(bob, ann, "hello")).isZero();
    var _ = stage.conversation(bob, chat);
    bob.post(
        "/conversation/set_conversations",
        "userIDs",
        List.of(bob),
        "conversation",
        Body.of("conversationID", chat, "conversationType", 1, "userID", ann, "recvMsgOpt", 1));
    Until.holds("ann is refused", () -> stage.say(ann, bob, "no") == 1001);
    assertThat(stage.say(bob, ann, "yes")).isZero();
    ann.post(
        "/msg/mark_conversation_as_read", "userID", ann, "conversationID", chat, "hasReadSeq", 1);
    Told told = bob.hears(2200, each -> each.text("/markAsReadUserID").equals(ann.id()));
    assertThat(told.number("/hasReadSeq")).isEqualTo(1);
  }

  private static Object[] sorted(Person owner) {
    return new Object[] {"userID", owner, "pagination", Body.page(1, 10)};
  }

  private static JsonNode list(Person owner) throws Exception {
    return owner.post("/conversation/get_sorted_conversation_list", sorted(owner));
  }

  private static List<String> conversations(Stage stage, Person owner) throws Exception {
    return texts(
        stage
            .admin()
            .post("/conversation/get_all_conversations", "ownerUserID", owner)
            .get("conversations"),
        "/conversationID");
  }
}
