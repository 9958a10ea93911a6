package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.api.route.RouteTable;
import im.common.testing.Until;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Rules of `reference/right-answers.md` that hold for all calls at the edge, and for statistics.
class RightAnswersTest extends RightAnswersBed {
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
    // Each group comes in its own time.
    Until.holds(
        "the messages are counted",
        SOON,
        () -> countOf(other, now) == 2 && countOf(group, now) == 1);
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
}
