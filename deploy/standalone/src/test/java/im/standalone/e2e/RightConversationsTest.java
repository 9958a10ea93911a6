package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.message.ConversationIDs;
import im.common.testing.Until;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Rules of `reference/right-answers.md` about lists of conversations.
class RightConversationsTest extends RightAnswersBed {
  @Test
  void nobodyMakesHimselfAConversationOfOthers() throws Exception {
    String eve = ann + "eve";
    rest.register(List.of(eve));
    String token = rest.userToken(eve);
    String chat = ConversationIDs.single(ann, bob);
    Map<String, Object> forged =
        Map.of("conversationID", chat, "conversationType", 1, "userID", bob);
    assertThat(
            code(
                "/conversation/set_conversations",
                Map.of("userIDs", List.of(eve), "conversation", forged),
                token))
        .isEqualTo(1001);
    assertThat(
            code(
                "/msg/delete_msgs",
                Map.of("userID", eve, "conversationID", chat, "seqs", List.of(1)),
                token))
        .isEqualTo(1004);
  }

  @Test
  void theKickedLearnsThatHisConversationChanged() throws Exception {
    found(group);
    rest.sendToGroup(ann, group, "hello");
    try (ChatUser b = login(bob)) {
      Until.holds("the group's chat", SOON, () -> conversations(bob).contains("sg_" + group));
      rest.post(
          "/group/kick_group",
          Map.of("groupID", group, "kickedUserIDs", List.of(bob)),
          rest.userToken(ann));
      Until.holds("1300", SOON, () -> b.receivedTypes().contains(1300));
    }
  }

  @Test
  void aGroupChatIsAnInsertForWhoHadSynced() throws Exception {
    String token = rest.userToken(bob);
    JsonNode known = incremental(token, "", 0);
    found(group);
    rest.sendToGroup(ann, group, "hello");
    // The row is there a moment before the version that tells of it.
    Until.holds(
        "the group's chat",
        SOON,
        () ->
            incremental(token, known.get("versionID").asText(), known.get("version").asLong())
                .at("/insert/0/conversationID")
                .asText()
                .equals("sg_" + group));
    JsonNode changes =
        incremental(token, known.get("versionID").asText(), known.get("version").asLong());
    assertThat(changes.get("full").asBoolean()).isFalse();
    assertThat(changes.get("version").asLong()).isEqualTo(known.get("version").asLong() + 1);
  }

  @Test
  void aMessageMakesADeletedConversationAgain() throws Exception {
    String chat = "si_" + ann + "_" + bob;
    String token = rest.userToken(bob);
    rest.sendToUser(ann, bob, "1");
    Until.holds("the chat", SOON, () -> conversations(bob).contains(chat));
    rest.post(
        "/conversation/delete_conversations",
        Map.of("ownerUserID", bob, "conversationIDs", List.of(chat)),
        token);
    JsonNode known = incremental(token, "", 0);
    rest.sendToUser(ann, bob, "2");
    // The row is there a moment before the version that tells of it.
    Until.holds(
        "the chat again",
        SOON,
        () ->
            incremental(token, known.get("versionID").asText(), known.get("version").asLong())
                .at("/insert/0/conversationID")
                .asText()
                .equals(chat));
  }

  @Test
  void aMessageBringsAGroupBackToWhoDeletedIt() throws Exception {
    String chat = "sg_" + group;
    found(group);
    rest.sendToGroup(ann, group, "1");
    Until.holds("the chat", SOON, () -> conversations(bob).contains(chat));
    // The founding and the message: either would bring back what is deleted before.
    Until.holds("both are numbered", SOON, () -> newest(bob, chat) == 2);
    rest.asAdmin(
        "/conversation/delete_conversations",
        Map.of("ownerUserID", bob, "conversationIDs", List.of(chat)));
    assertThat(conversations(bob)).doesNotContain(chat);
    rest.sendToGroup(ann, group, "2");
    Until.holds("the chat again", SOON, () -> conversations(bob).contains(chat));
  }

  @Test
  void theSortedListShowsTheMessageThatWasAcknowledged() throws Exception {
    String chat = "si_" + ann + "_" + bob;
    rest.sendToUser(ann, bob, "first");
    Until.holds("the chat", SOON, () -> conversations(bob).contains(chat));
    rest.sendToUser(ann, bob, "second");
    Until.holds("the newest message", SOON, () -> shown(bob, chat).contains("second"));
  }

  @Test
  void theSortedListShowsNobodyWhatHeDeleted() throws Exception {
    String chat = "si_" + ann + "_" + bob;
    rest.sendToUser(ann, bob, "first");
    rest.sendToUser(ann, bob, "second");
    Until.holds("the newest message", SOON, () -> shown(bob, chat).contains("second"));
    rest.post(
        "/msg/delete_msgs",
        Map.of("userID", bob, "conversationID", chat, "seqs", List.of(2)),
        rest.userToken(bob));
    assertThat(shown(bob, chat)).contains("first");
    assertThat(shown(ann, chat)).contains("second");
    rest.post(
        "/msg/clear_conversation_msg",
        Map.of("userID", bob, "conversationIDs", List.of(chat)),
        rest.userToken(bob));
    assertThat(shown(bob, chat)).isEmpty();
  }

  @Test
  void theSortedListShowsNobodyWhatWasSaidAfterHeLeft() throws Exception {
    String chat = "sg_" + group;
    found(group);
    rest.sendToGroup(ann, group, "before");
    Until.holds("the newest message", SOON, () -> shown(bob, chat).contains("before"));
    rest.asAdmin("/group/kick_group", Map.of("groupID", group, "kickedUserIDs", List.of(bob)));
    long unread = sorted(bob).get("unreadTotal").asLong();
    rest.sendToGroup(ann, group, "after");
    Until.holds("the newest message", SOON, () -> shown(ann, chat).contains("after"));
    assertThat(shown(bob, chat)).doesNotContain("after");
    assertThat(sorted(bob).get("unreadTotal").asLong()).isEqualTo(unread);
  }

  @Test
  void theListsOfTheJsClientShowTheNewestThatIsLeft() throws Exception {
    String chat = "si_" + ann + "_" + bob;
    rest.sendToUser(ann, bob, "first");
    rest.sendToUser(ann, bob, "second");
    Until.holds("the newest message", SOON, () -> active(bob).toString().contains("second"));
    rest.post(
        "/msg/delete_msgs",
        Map.of("userID", bob, "conversationID", chat, "seqs", List.of(2)),
        rest.userToken(bob, 1));
    assertThat(listed(bob).toString()).contains("first").doesNotContain("second");
    rest.post(
        "/msg/clear_conversation_msg",
        Map.of("userID", bob, "conversationIDs", List.of(chat)),
        rest.userToken(bob, 1));
    assertThat(listed(bob)).isEmpty();
    assertThat(listed(ann).toString()).contains("second");
  }

  @Test
  void anAnnouncementMarksTheChatOfEveryMember() throws Exception {
    found(group);
    rest.sendToGroup(ann, group, "hello");
    Until.holds("the group's chat", SOON, () -> conversations(bob).contains("sg_" + group));
    rest.post(
        "/group/set_group_info",
        Map.of("groupInfoForSet", Map.of("groupID", group, "notification", "read this")),
        rest.userToken(ann));
    Until.holds(
        "groupAtType 4",
        SOON,
        () ->
            rest.asAdmin(
                        "/conversation/get_conversation",
                        Map.of("ownerUserID", bob, "conversationID", "sg_" + group))
                    .at("/conversation/groupAtType")
                    .asInt()
                == 4);
  }

  private static long newest(String userID, String conversationID) throws Exception {
    return rest.asAdmin("/msg/newest_seq", Map.of("userID", userID))
        .path("maxSeqs")
        .path(conversationID)
        .asLong();
  }

  private JsonNode incremental(String token, String versionID, long version) throws Exception {
    return rest.post(
        "/conversation/get_incremental_conversations",
        Map.of("userID", bob, "versionID", versionID, "version", version),
        token);
  }

  /// The content that stands for a conversation in its owner's sorted list.
  private static String shown(String owner, String conversationID) throws Exception {
    return sorted(owner)
        .path("conversationElems")
        .valueStream()
        .filter(each -> each.path("conversationID").asText().equals(conversationID))
        .map(each -> each.at("/msgInfo/content").asText())
        .findFirst()
        .orElse("");
  }

  /// The last messages that both routes of the JavaScript client list, which have to be the same.
  private static List<String> listed(String owner) throws Exception {
    List<String> named =
        contents(
            rest.post(
                "/jssdk/get_conversations",
                Map.of("conversationIDs", conversations(owner)),
                rest.userToken(owner, 1)));
    assertThat(active(owner)).isEqualTo(named);
    return named;
  }

  private static List<String> active(String owner) throws Exception {
    return contents(
        rest.post(
            "/jssdk/get_active_conversations", Map.of("count", 10), rest.userToken(owner, 1)));
  }

  private static List<String> contents(JsonNode lists) {
    return lists
        .path("conversations")
        .valueStream()
        .map(each -> each.at("/lastMsg/content").asText())
        .map(content -> new String(Base64.getDecoder().decode(content), StandardCharsets.UTF_8))
        .toList();
  }

  /// Of an owner without conversations an empty one: he is answered with 1004.
  private static JsonNode sorted(String owner) throws Exception {
    return rest.adminAnswer(
            "/conversation/get_sorted_conversation_list",
            Map.of("userID", owner, "pagination", Map.of("pageNumber", 1, "showNumber", 10)))
        .path("data");
  }
}
