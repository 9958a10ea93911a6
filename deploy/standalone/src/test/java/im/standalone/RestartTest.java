package im.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import im.standalone.e2e.TestData;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What was acknowledged before a stop is there after the next start.
class RestartTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir private Path data;

  @Test
  void dataSurviveARestart() throws Exception {
    StandaloneServer first = StandaloneServer.start(TestData.ephemeral(data));
    String token = adminToken(first);
    register(first, token);
    first.close();
    TestData.awaitStopped();

    try (StandaloneServer second = StandaloneServer.start(TestData.ephemeral(data))) {
      JsonNode known = post(second, "/user/get_users_info", token, "{\"userIDs\":[\"survivor\"]}");
      assertThat(known.findValuesAsText("nickname")).containsExactly("Sue");
    }
  }

  @AfterEach
  void awaitStopped() throws InterruptedException {
    TestData.awaitStopped();
  }

  private static String adminToken(StandaloneServer server) throws Exception {
    return post(
            server,
            "/auth/get_admin_token",
            "",
            "{\"secret\":\"openIM123\",\"userID\":\"imAdmin\"}")
        .findValuesAsText("token")
        .getFirst();
  }

  private static void register(StandaloneServer server, String token) throws Exception {
    JsonNode answer =
        post(
            server,
            "/user/user_register",
            token,
            "{\"users\":[{\"userID\":\"survivor\",\"nickname\":\"Sue\",\"faceURL\":\"\"}]}");
    assertThat(answer.get("errCode").asInt()).isZero();
  }

  private static JsonNode post(StandaloneServer server, String path, String token, String body)
      throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.apiAddress() + path))
            .header("operationID", "restart-test")
            .header("token", token)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return JSON.readTree(
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body());
  }
}
