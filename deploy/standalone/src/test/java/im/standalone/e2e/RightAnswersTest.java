package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import im.api.route.RouteTable;
import im.common.message.ConversationIDs;
import im.common.testing.Until;
import im.proto.sdkws.MsgData;
import im.standalone.Settings;
import im.standalone.StandaloneServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Rules of `reference/right-answers.md` as clients and admins see them, over REST and WebSocket on
/// all services together. What a single service decides is tested beside it; here is what needs
/// several, or the edge.
class RightAnswersTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final AtomicInteger RUNS = new AtomicInteger();
  private static StandaloneServer server;
  private static RestClient rest;

  private String ann;
  private String bob;
  private String cid;
  private String group;

  @BeforeAll
  static void start() throws Exception {
    server = StandaloneServer.start(Settings.ephemeral(TestData.fresh("right-answers")));
    rest = new RestClient(server.apiAddress(), server.config().share().secret());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void people() throws Exception {
    int run = RUNS.incrementAndGet();
    ann = "ann" + run;
    bob = "bob" + run;
    cid = "cid" + run;
    group = "group" + run;
    rest.register(List.of(ann, bob, cid));
  }

  @Test
  void bodiesThatCannotBeReadAreRefusedWithoutInternals() throws Exception {
    String token = rest.userToken(ann);
    List<String> wrong = new ArrayList<>();
    try (HttpClient http = HttpClient.newHttpClient()) {
      for (RouteTable.Row route : RouteTable.builtIn()) {
        if (!route.built() || !route.method().equals("POST") || route.composite() != null) {
          continue;
        }
        for (String body :
            List.of(
                "", "{", "[]", "\"x\"", "7", "{\"pagination\":1,\"userID\":[],\"groupID\":{}")) {
          HttpRequest request =
              HttpRequest.newBuilder(URI.create(server.apiAddress() + route.path()))
                  .header("operationID", "o")
                  .header("token", token)
                  .POST(HttpRequest.BodyPublishers.ofString(body))
                  .build();
          String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
          boolean refused =
              answer.contains("\"errCode\":1001")
                  && answer.contains("\"errMsg\":\"ArgsError\"")
                  && !answer.contains("xception");
          if (!refused) {
            wrong.add(route.path() + " " + body + " -> " + answer);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void listsThatHaveToNameSomebodyAreNotEmpty() throws Exception {
    String token = rest.userToken(ann);
    List<Object> nobody = List.of();
    Map<String, Object> conversation =
        Map.of("conversationID", "c", "conversationType", 1, "userID", bob);
    Map<String, Map<String, Object>> bodies = new LinkedHashMap<>();
    bodies.put("/user/get_users_info", Map.of("userIDs", nobody));
    bodies.put(
        "/user/subscribe_users_status", Map.of("userID", ann, "userIDs", nobody, "genre", 1));
    bodies.put(
        "/friend/get_designated_friends", Map.of("ownerUserID", ann, "friendUserIDs", nobody));
    bodies.put(
        "/friend/update_friends",
        Map.of(
            "ownerUserID", ann, "friendUserIDs", List.of(bob), "isPinned", Map.of("value", true)));
    bodies.put(
        "/conversation/get_conversations", Map.of("ownerUserID", ann, "conversationIDs", nobody));
    bodies.put(
        "/conversation/set_conversations", Map.of("userIDs", nobody, "conversation", conversation));
    bodies.put(
        "/msg/mark_msgs_as_read", Map.of("userID", ann, "conversationID", "c", "seqs", nobody));
    bodies.put("/msg/delete_msgs", Map.of("userID", ann, "conversationID", "c", "seqs", nobody));
    bodies.put("/msg/clear_conversation_msg", Map.of("userID", ann, "conversationIDs", nobody));
    for (var each : bodies.entrySet()) {
      assertThat(code(each.getKey(), each.getValue(), token)).as(each.getKey()).isEqualTo(1001);
    }
    assertThat(adminCode("/user/account_check", Map.of("checkUserIDs", nobody))).isEqualTo(1001);
    assertThat(
            adminCode("/friend/import_friend", Map.of("ownerUserID", ann, "friendUserIDs", nobody)))
        .isEqualTo(1001);
  }

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
  void anAdminHasToSayWhose() throws Exception {
    Map<String, Object> paged =
        Map.of("userID", "", "pagination", Map.of("pageNumber", 1, "showNumber", 10));
    for (String path :
        List.of(
            "/friend/get_incremental_friends",
            "/friend/get_incremental_blacks",
            "/group/get_incremental_join_groups",
            "/conversation/get_incremental_conversations",
            "/conversation/get_full_conversation_ids",
            "/conversation/get_pinned_conversation_ids",
            "/conversation/get_not_notify_conversation_ids",
            "/conversation/get_owner_conversation")) {
      assertThat(adminCode(path, paged)).as(path).isEqualTo(1001);
    }
    assertThat(adminCode("/group/get_incremental_group_members", Map.of("groupID", "")))
        .isEqualTo(1001);
    assertThat(
            adminCode(
                "/conversation/delete_conversations",
                Map.of("ownerUserID", "", "conversationIDs", List.of("c"))))
        .isEqualTo(1001);
    assertThat(
            adminCode(
                "/conversation/delete_conversations",
                Map.of("ownerUserID", ann, "needDeleteTime", -1)))
        .isEqualTo(1001);
  }

  @Test
  void statisticsNeedAPage() throws Exception {
    for (String path : List.of("/statistics/user/active", "/statistics/group/active")) {
      assertThat(adminCode(path, Map.of("start", 1, "end", 2))).as(path).isEqualTo(1001);
      assertThat(adminCode(path, span(0, 1))).as(path).isEqualTo(1001);
      JsonNode nothing = rest.asAdmin(path, span(1, 0));
      assertThat(nothing.findValue("msgCount").asLong()).isZero();
    }
    assertThat(code("/statistics/user/register", Map.of("start", 1, "end", 2), rest.userToken(ann)))
        .isEqualTo(1002);
  }

  @Test
  void eachGroupHasItsOwnCount() throws Exception {
    String other = group + "b";
    long now = System.currentTimeMillis();
    found(group);
    found(other);
    rest.sendToGroup(ann, group, "1");
    rest.sendToGroup(ann, other, "2");
    rest.sendToGroup(ann, other, "3");
    Until.holds("the messages are counted", SOON, () -> countOf(other, now) == 2);
    assertThat(countOf(group, now)).isEqualTo(1);
  }

  @Test
  void whatAUserKeepsFromAnotherReachesHisOwnDevicesAlone() throws Exception {
    rest.asAdmin(
        "/friend/import_friend", Map.of("ownerUserID", ann, "friendUserIDs", List.of(bob)));
    try (ChatUser a = login(ann);
        ChatUser b = login(bob)) {
      String token = rest.userToken(ann, 1);
      rest.post(
          "/friend/set_friend_remark",
          Map.of("ownerUserID", ann, "friendUserID", bob, "remark", "r"),
          token);
      rest.post("/friend/add_black", Map.of("ownerUserID", ann, "blackUserID", bob), token);
      rest.post("/friend/remove_black", Map.of("ownerUserID", ann, "blackUserID", bob), token);
      rest.post("/friend/delete_friend", Map.of("ownerUserID", ann, "friendUserID", bob), token);
      Until.holds(
          "the owner hears of all four",
          SOON,
          () -> a.receivedTypes().containsAll(List.of(1205, 1206, 1207, 1208)));
      // The chat's later messages come after what came before: nothing of it is on its way any
      // more.
      a.send(a.textTo(bob, "done").build());
      Until.holds("the text", SOON, () -> b.receivedTexts().contains("done"));
      assertThat(b.receivedTypes()).doesNotContain(1205, 1206, 1207, 1208);
      assertThat(a.received(1206).getRecvID()).isEqualTo(bob);
    }
  }

  @Test
  void aUsersCommandsReachHisOtherDevices() throws Exception {
    try (ChatUser a = login(ann)) {
      Map<String, Object> command =
          Map.of("userID", ann, "type", 1, "uuid", "u", "value", "v", "ex", "e");
      String token = rest.userToken(ann, 1);
      rest.post("/user/process_user_command_add", command, token);
      rest.post("/user/process_user_command_update", command, token);
      rest.post("/user/process_user_command_delete", command, token);
      Until.holds(
          "1305 to 1307", SOON, () -> a.receivedTypes().containsAll(List.of(1305, 1306, 1307)));
    }
  }

  @Test
  void whoChangedAProfileIsTheSenderOf1209() throws Exception {
    rest.asAdmin(
        "/friend/import_friend", Map.of("ownerUserID", ann, "friendUserIDs", List.of(bob)));
    try (ChatUser b = login(bob)) {
      rest.asAdmin(
          "/user/update_user_info_ex",
          Map.of("userInfo", Map.of("userID", ann, "nickname", "new")));
      Until.holds("1209", SOON, () -> b.receivedTypes().contains(1209));
      assertThat(b.received(1209).getSendID()).isEqualTo("imAdmin");
    }
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
    Until.holds(
        "the newest message",
        SOON,
        () -> {
          JsonNode newest =
              rest.post(
                  "/conversation/get_sorted_conversation_list",
                  Map.of(
                      "userID",
                      bob,
                      "conversationIDs",
                      List.of(),
                      "pagination",
                      Map.of("pageNumber", 1, "showNumber", 10)),
                  rest.userToken(bob, 1));
          return newest.at("/conversationElems/0/msgInfo/content").asText().contains("second");
        });
  }

  @Test
  void anUnknownGroupIsAlwaysNotFound() throws Exception {
    Map<String, Object> calls =
        Map.ofEntries(
            Map.entry(
                "/group/mute_group_member",
                Map.of("groupID", "none" + group, "userID", bob, "mutedSeconds", 1)),
            Map.entry(
                "/group/cancel_mute_group_member",
                Map.of("groupID", "none" + group, "userID", bob)),
            Map.entry(
                "/group/set_group_info",
                Map.of("groupInfoForSet", Map.of("groupID", "none" + group, "groupName", "n"))),
            Map.entry(
                "/group/set_group_info_ex", Map.of("groupID", "none" + group, "groupName", "n")),
            Map.entry("/group/quit_group", Map.of("groupID", "none" + group, "userID", bob)),
            Map.entry(
                "/group/kick_group",
                Map.of("groupID", "none" + group, "kickedUserIDs", List.of(bob))),
            Map.entry(
                "/group/join_group",
                Map.of("groupID", "none" + group, "joinSource", 3, "inviterUserID", bob)),
            Map.entry(
                "/group/invite_user_to_group",
                Map.of("groupID", "none" + group, "invitedUserIDs", List.of(bob))),
            Map.entry(
                "/group/transfer_group",
                Map.of("groupID", "none" + group, "oldOwnerUserID", ann, "newOwnerUserID", bob)),
            Map.entry("/group/get_incremental_group_members", Map.of("groupID", "none" + group)),
            Map.entry(
                "/group/group_application_response",
                Map.of("groupID", "none" + group, "fromUserID", bob, "handleResult", 1)),
            Map.entry("/group/mute_group", Map.of("groupID", "none" + group)),
            Map.entry("/group/cancel_mute_group", Map.of("groupID", "none" + group)));
    for (Map.Entry<String, Object> call : calls.entrySet()) {
      assertThat(adminCode(call.getKey(), call.getValue())).as(call.getKey()).isEqualTo(1004);
    }
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

  @Test
  void whoIsNoMemberWritesToNoGroup() throws Exception {
    found(group);
    try (ChatUser c = login(cid)) {
      MsgData message = c.textToGroup(group, "let me in").build();
      assertThat(catchThrowable(() -> c.send(message))).hasMessageContaining("1203");
    }
  }

  private static Map<String, Object> span(int page, int size) {
    return Map.of(
        "start", 1, "end", 2, "pagination", Map.of("pageNumber", page, "showNumber", size));
  }

  private long countOf(String groupID, long since) throws Exception {
    JsonNode active =
        rest.asAdmin(
            "/statistics/group/active",
            Map.of(
                "start",
                since - 1,
                "end",
                since + 600_000,
                "pagination",
                Map.of("pageNumber", 1, "showNumber", 100)));
    for (JsonNode each : active.get("groups")) {
      if (each.at("/group/groupID").asText().equals(groupID)) {
        // The founding's own notice is a message of the group, too.
        return each.get("count").asLong() - 1;
      }
    }
    return 0;
  }

  private void found(String groupID) throws Exception {
    rest.asAdmin(
        "/group/create_group",
        Map.of(
            "ownerUserID", ann,
            "memberUserIDs", List.of(bob),
            "groupInfo", Map.of("groupID", groupID, "groupName", groupID, "groupType", 2)));
  }

  private static List<String> conversations(String userID) throws Exception {
    return rest.asAdmin("/conversation/get_all_conversations", Map.of("ownerUserID", userID))
        .findValuesAsText("conversationID");
  }

  private JsonNode incremental(String token, String versionID, long version) throws Exception {
    return rest.post(
        "/conversation/get_incremental_conversations",
        Map.of("userID", bob, "versionID", versionID, "version", version),
        token);
  }

  private static ChatUser login(String userID) throws Exception {
    return ChatUser.connect(server.wsAddress(), userID, rest.userToken(userID));
  }

  private static int code(String path, Object body, String token) throws Exception {
    return rest.answer(path, body, token).get("errCode").asInt();
  }

  private static int adminCode(String path, Object body) throws Exception {
    return rest.adminAnswer(path, body).get("errCode").asInt();
  }
}
