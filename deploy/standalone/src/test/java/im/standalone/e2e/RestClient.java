package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// Calls the REST API as an administrator's program does.
public final class RestClient {

  /// Platform of the browser, the one that [ChatUser] connects as.
  public static final int WEB = 5;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final AtomicLong OPERATIONS = new AtomicLong();

  private final HttpClient http = HttpClient.newHttpClient();
  private final String api;
  private final String secret;
  private volatile String adminToken = "";

  /// Logs the app admin in at `api`, such as `http://127.0.0.1:10002`.
  public RestClient(String api, String secret) throws IOException, InterruptedException {
    this.api = api;
    this.secret = secret;
    var _ = loginAdmin();
  }

  /// Logs the app admin in anew and answers what the login answered. The token before is good for
  /// some minutes more: nobody else may log the admin in who keeps this client.
  public JsonNode loginAdmin() throws IOException, InterruptedException {
    JsonNode login =
        post("/auth/get_admin_token", Map.of("secret", secret, "userID", "imAdmin"), "");
    adminToken = login.get("token").asText();
    return login;
  }

  /// The app admin's token.
  public String adminToken() {
    return adminToken;
  }

  static String operationID() {
    return "e2e-" + OPERATIONS.incrementAndGet();
  }

  /// The `data` of the answer to a call that has to succeed.
  public JsonNode post(String path, Object body, String token)
      throws IOException, InterruptedException {
    JsonNode answer = answer(path, body, token);
    assertThat(answer.get("errCode").asInt()).as("%s answers %s", path, answer).isZero();
    return answer.get("data");
  }

  /// The whole answer, whatever it is.
  public JsonNode answer(String path, Object body, String token)
      throws IOException, InterruptedException {
    return answer(path, body, Map.of("operationID", operationID(), "token", token));
  }

  /// The whole answer to a call with exactly these headers.
  public JsonNode answer(String path, Object body, Map<String, String> headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(api + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)));
    headers.forEach(request::header);
    return JSON.readTree(
        http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray()).body());
  }

  /// The `data` of the answer to an app admin's call that has to succeed.
  public JsonNode asAdmin(String path, Object body) throws IOException, InterruptedException {
    return post(path, body, adminToken);
  }

  /// The whole answer to an app admin, whatever it is.
  JsonNode adminAnswer(String path, Object body) throws IOException, InterruptedException {
    return answer(path, body, adminToken);
  }

  /// Registers users who are named as their ids.
  public void register(List<String> userIDs) throws IOException, InterruptedException {
    List<Map<String, String>> users =
        userIDs.stream().map(id -> Map.of("userID", id, "nickname", id, "faceURL", "")).toList();
    asAdmin("/user/user_register", Map.of("users", users));
  }

  /// Sends a text to a user in the name of another.
  void sendToUser(String sender, String receiver, String text)
      throws IOException, InterruptedException {
    send(sender, "recvID", receiver, 1, text);
  }

  /// Sends a text into a group in the name of a member.
  void sendToGroup(String sender, String groupID, String text)
      throws IOException, InterruptedException {
    send(sender, "groupID", groupID, 3, text);
  }

  private void send(String sender, String toField, String to, int sessionType, String text)
      throws IOException, InterruptedException {
    asAdmin(
        "/msg/send_msg",
        Map.of(
            "sendID",
            sender,
            toField,
            to,
            "senderPlatformID",
            1,
            "contentType",
            101,
            "sessionType",
            sessionType,
            "content",
            Map.of("content", text)));
  }

  /// A token of the browser.
  public String userToken(String userID) throws IOException, InterruptedException {
    return userToken(userID, WEB);
  }

  /// A token of another device: it ends none of the others.
  public String userToken(String userID, int platformID) throws IOException, InterruptedException {
    return asAdmin("/auth/get_user_token", Map.of("userID", userID, "platformID", platformID))
        .get("token")
        .asText();
  }

  /// Whether the server counts a user as online.
  public boolean isOnline(String userID) throws IOException, InterruptedException {
    JsonNode answer =
        asAdmin("/user/get_users_status", Map.of("userID", userID, "userIDs", List.of(userID)));
    return answer.findValuesAsText("status").contains("1");
  }
}
