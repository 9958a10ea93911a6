package im.standalone.e2e;

import im.standalone.StandaloneServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/// Rules of `reference/right-answers.md` as clients and admins see them, over REST and WebSocket on
/// all services together. What a single service decides is tested beside it; here is what needs
/// several, or the edge. Each test has people of its own.
abstract class RightAnswersBed {
  static final Duration SOON = Duration.ofMinutes(1);
  private static final AtomicInteger RUNS = new AtomicInteger();
  static StandaloneServer server;
  static RestClient rest;

  String ann;
  String bob;
  String cid;
  String group;

  @BeforeAll
  static void start() throws Exception {
    server = StandaloneServer.start(TestData.ephemeral(TestData.fresh("right-answers")));
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

  void found(String groupID) throws Exception {
    rest.asAdmin(
        "/group/create_group",
        Map.of(
            "ownerUserID", ann,
            "memberUserIDs", List.of(bob),
            "groupInfo", Map.of("groupID", groupID, "groupName", groupID, "groupType", 2)));
  }

  static List<String> conversations(String userID) throws Exception {
    return rest.asAdmin("/conversation/get_all_conversations", Map.of("ownerUserID", userID))
        .findValuesAsText("conversationID");
  }

  static ChatUser login(String userID) throws Exception {
    return ChatUser.connect(server.wsAddress(), userID, rest.userToken(userID));
  }

  static int code(String path, Object body, String token) throws Exception {
    return rest.answer(path, body, token).get("errCode").asInt();
  }

  static int adminCode(String path, Object body) throws Exception {
    return rest.adminAnswer(path, body).get("errCode").asInt();
  }
}
