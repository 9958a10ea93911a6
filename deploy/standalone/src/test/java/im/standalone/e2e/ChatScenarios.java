package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import im.common.testing.Until;
import im.proto.msg.SendMsgResp;
import im.proto.sdkws.MsgData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What two people and a group do, independent of how the server runs. Users sit on different
/// gateways when there are several.
abstract class ChatScenarios {

  private static final String SECRET = "openIM123";
  private static final Duration SOON = Duration.ofMinutes(1);
  private static final AtomicInteger RUNS = new AtomicInteger();

  private String alice = "";
  private String bob = "";
  private RestClient rest;

  abstract ServerUnderTest server();

  @BeforeEach
  void registerTwoUsers() throws Exception {
    int run = RUNS.incrementAndGet();
    alice = "alice" + run;
    bob = "bob" + run;
    rest = new RestClient(server().api(), SECRET);
    rest.register(List.of(alice, bob));
  }

  private ChatUser login(String userID, int gateway) throws Exception {
    List<String> ws = server().ws();
    ChatUser user = ChatUser.connect(ws.get(gateway % ws.size()), userID, rest.userToken(userID));
    Until.holds(userID + " online", SOON, () -> rest.isOnline(userID));
    return user;
  }

  private String conversation() {
    return "si_" + alice + "_" + bob;
  }

  private static void awaitTexts(ChatUser user, List<String> texts) throws Exception {
    Until.holds(
        user.userID() + " gets " + texts, SOON, () -> user.receivedTexts().size() >= texts.size());
    assertThat(user.receivedTexts()).isEqualTo(texts);
  }

  private static void awaitNewest(ChatUser user, String conversation, long seq) throws Exception {
    Until.holds(
        conversation + " has " + seq,
        SOON,
        () -> user.newestSeqs().getOrDefault(conversation, 0L) == seq);
  }

  private static List<String> texts(ChatUser user, String conversation, long begin, long end)
      throws IOException, InterruptedException {
    return user.pull(conversation, begin, end).stream().map(ChatUser::textOf).toList();
  }

  @Test
  void twoUsersChatAndReadTheSameHistory() throws Exception {
    try (ChatUser a = login(alice, 0);
        ChatUser b = login(bob, 1)) {
      SendMsgResp acknowledged = a.send(a.textTo(bob, "hello").build());
      assertThat(acknowledged.getServerMsgID()).isNotEmpty();
      awaitTexts(b, List.of("hello"));
      b.send(b.textTo(alice, "hello back").build());
      awaitTexts(a, List.of("hello back"));

      List<String> history = List.of("hello", "hello back");
      assertThat(texts(a, conversation(), 1, 2)).isEqualTo(history);
      assertThat(texts(b, conversation(), 1, 2)).isEqualTo(history);
      assertThat(a.newestSeqs()).containsEntry(conversation(), 2L);
    }
  }

  @Test
  void messagesArriveInOrderAndOnce() throws Exception {
    List<String> texts = IntStream.range(0, 50).mapToObj(number -> "m" + number).toList();
    try (ChatUser a = login(alice, 0);
        ChatUser b = login(bob, 1)) {
      for (String text : texts) {
        a.send(a.textTo(bob, text).build());
      }
      awaitTexts(b, texts);
      assertThat(texts(b, conversation(), 1, 50)).isEqualTo(texts);
    }
  }

  @Test
  void aRetriedMessageIsStoredOnce() throws Exception {
    try (ChatUser a = login(alice, 0);
        ChatUser b = login(bob, 1)) {
      MsgData message = a.textTo(bob, "again").build();
      String first = a.send(message).getServerMsgID();
      assertThat(a.send(message).getServerMsgID()).isEqualTo(first);
      a.send(a.textTo(bob, "last").build());
      Until.holds("the last text", SOON, () -> b.receivedTexts().contains("last"));
      assertThat(texts(b, conversation(), 1, 10)).containsExactly("again", "last");
    }
  }

  @Test
  void messagesForAnAbsentUserAreThereAfterLogin() throws Exception {
    try (ChatUser a = login(alice, 0)) {
      a.send(a.textTo(bob, "are you there?").build());
      a.send(a.textTo(bob, "call me").build());
    }
    try (ChatUser b = login(bob, 1)) {
      awaitNewest(b, conversation(), 2);
      assertThat(texts(b, conversation(), 1, 2)).containsExactly("are you there?", "call me");
    }
  }

  @Test
  void aGroupTalks() throws Exception {
    String groupID = "g" + alice;
    try (ChatUser a = login(alice, 0);
        ChatUser b = login(bob, 1)) {
      rest.asAdmin(
          "/group/create_group",
          Map.of(
              "ownerUserID", alice,
              "memberUserIDs", List.of(bob),
              "groupInfo", Map.of("groupID", groupID, "groupName", "team", "groupType", 2)));
      a.send(a.textToGroup(groupID, "to the team").build());
      awaitTexts(b, List.of("to the team"));
      b.send(b.textToGroup(groupID, "from bob").build());
      awaitTexts(a, List.of("from bob"));
      long newest = b.newestSeqs().getOrDefault("sg_" + groupID, 0L);
      assertThat(b.pull("sg_" + groupID, 1, newest))
          .filteredOn(message -> message.getContentType() == 101)
          .extracting(ChatUser::textOf)
          .containsExactly("to the team", "from bob");
    }
  }

  @Test
  void aDeletedConversationComesBackWithItsNextMessage() throws Exception {
    String groupID = "g" + alice;
    String group = "sg_" + groupID;
    String carol = "carol_" + alice;
    rest.register(List.of(carol));
    try (ChatUser a = login(alice, 0)) {
      rest.asAdmin(
          "/group/create_group",
          Map.of(
              "ownerUserID", alice,
              "memberUserIDs", List.of(bob, carol),
              "groupInfo", Map.of("groupID", groupID, "groupName", "team", "groupType", 2)));
      a.send(a.textTo(bob, "first").build());
      a.send(a.textToGroup(groupID, "first to all").build());
      Until.holds("bob has both", SOON, () -> conversations(bob).containsAll(chats(group)));
      Until.holds("carol has the group", SOON, () -> conversations(carol).contains(group));
      rest.asAdmin(
          "/group/kick_group", Map.of("groupID", groupID, "kickedUserIDs", List.of(carol)));
      // The founding, the text and the kick: any of them would bring back what is deleted before.
      awaitNewest(a, group, 3);
      JsonNode before = since(bob, "", 0);
      delete(bob, chats(group));
      delete(carol, List.of(group));
      assertThat(conversations(bob)).isEmpty();

      a.send(a.textTo(bob, "second").build());
      a.send(a.textToGroup(groupID, "second to all").build());

      // The rows are there a moment before the versions that tell of them.
      Until.holds(
          "bob is told of both", SOON, () -> inserted(bob, before).containsAll(chats(group)));
      assertThat(inserted(bob, before)).containsExactlyInAnyOrderElementsOf(chats(group));
      assertThat(conversations(bob)).containsExactlyInAnyOrderElementsOf(chats(group));
      assertThat(conversations(carol)).isEmpty();
    }
  }

  private List<String> chats(String group) {
    return List.of(conversation(), group);
  }

  private List<String> conversations(String userID) throws Exception {
    return rest.asAdmin("/conversation/get_all_conversations", Map.of("ownerUserID", userID))
        .findValuesAsText("conversationID");
  }

  private JsonNode since(String userID, String versionID, long version) throws Exception {
    return rest.asAdmin(
        "/conversation/get_incremental_conversations",
        Map.of("userID", userID, "versionID", versionID, "version", version));
  }

  private List<String> inserted(String userID, JsonNode known) throws Exception {
    return since(userID, known.path("versionID").asText(), known.path("version").asLong())
        .path("insert")
        .findValuesAsText("conversationID");
  }

  private void delete(String userID, List<String> conversationIDs) throws Exception {
    rest.asAdmin(
        "/conversation/delete_conversations",
        Map.of("ownerUserID", userID, "conversationIDs", conversationIDs));
  }

  @Test
  void aWrongTokenIsRefused() {
    assertThatThrownBy(() -> ChatUser.connect(server().ws().getFirst(), alice, "not.a.token"))
        .hasMessageContaining("150");
  }
}
