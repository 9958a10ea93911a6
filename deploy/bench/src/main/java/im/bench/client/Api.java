package im.bench.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.Lists;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/// The REST calls that a run needs, made as the app admin (`reference/rest-api.md`).
public final class Api implements AutoCloseable {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(120);
  private static final int USERS_PER_CALL = 500;
  private static final int CONCURRENT_CALLS = 16;
  private static final int SINGLE_CHAT = 1;
  private static final int WORKING_GROUP = 2;

  private final URI base;
  private final String adminToken;
  private final HttpClient http;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /// Logs in as `adminID` at `base`, such as `http://127.0.0.1:10002`.
  public Api(URI base, String secret, String adminID) {
    this.base = base;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .executor(threads)
            .build();
    this.adminToken =
        post("/auth/get_admin_token", Map.of("secret", secret, "userID", adminID), "")
            .path("token")
            .asText();
  }

  /// The app admin's token.
  public String adminToken() {
    return adminToken;
  }

  /// Registers `userIDs` and gives each a token.
  public List<Account> register(List<String> userIDs) {
    for (List<String> some : Lists.partition(userIDs, USERS_PER_CALL)) {
      List<Map<String, String>> users =
          some.stream().map(id -> Map.of("userID", id, "nickname", id, "faceURL", "")).toList();
      call("/user/user_register", Map.of("users", users));
    }
    Semaphore bound = new Semaphore(CONCURRENT_CALLS);
    List<CompletableFuture<Account>> accounts = new ArrayList<>();
    for (String userID : userIDs) {
      bound.acquireUninterruptibly();
      accounts.add(
          CompletableFuture.supplyAsync(() -> account(userID), threads)
              .whenComplete((_, _) -> bound.release()));
    }
    try {
      return accounts.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      throw e.getCause() instanceof ApiException cause ? cause : e;
    }
  }

  /// A group of `owner` and `members`, made and filled by batches.
  public void createGroup(String groupID, String owner, List<String> members) {
    List<List<String>> batches = Lists.partition(members, USERS_PER_CALL);
    call(
        "/group/create_group",
        Map.of(
            "groupInfo",
            Map.of("groupID", groupID, "groupName", groupID, "groupType", WORKING_GROUP),
            "ownerUserID",
            owner,
            "memberUserIDs",
            batches.isEmpty() ? List.of() : batches.getFirst()));
    for (List<String> some : batches.subList(Math.min(1, batches.size()), batches.size())) {
      call(
          "/group/invite_user_to_group",
          Map.of("groupID", groupID, "invitedUserIDs", some, "reason", ""));
    }
  }

  /// Changes the free text of a conversation of `owner` with `peer`; makes it when it is not there.
  public void setConversation(String owner, String peer, String ex) {
    String conversationID =
        owner.compareTo(peer) < 0 ? "si_" + owner + "_" + peer : "si_" + peer + "_" + owner;
    call(
        "/conversation/set_conversations",
        Map.of(
            "userIDs",
            List.of(owner),
            "conversation",
            Map.of(
                "conversationID",
                conversationID,
                "conversationType",
                SINGLE_CHAT,
                "userID",
                peer,
                "ex",
                ex)));
  }

  /// Those of `userIDs` that the server counts as offline.
  public Set<String> offline(List<String> userIDs) {
    Set<String> offline = new HashSet<>(userIDs);
    for (List<String> some : Lists.partition(userIDs, USERS_PER_CALL)) {
      JsonNode list =
          call("/user/get_users_status", Map.of("userID", some.getFirst(), "userIDs", some))
              .path("statusList");
      for (JsonNode status : list) {
        if (status.path("status").asInt() == 1) {
          offline.remove(status.path("userID").asText());
        }
      }
    }
    return offline;
  }

  @Override
  public void close() {
    http.close();
    threads.close();
  }

  private Account account(String userID) {
    JsonNode data =
        call("/auth/get_user_token", Map.of("platformID", Account.PLATFORM, "userID", userID));
    return new Account(userID, data.path("token").asText());
  }

  /// Calls any route as the app admin and gives the `data` of its answer.
  ///
  /// @throws ApiException when the answer is an error, or there is none within the time
  public JsonNode call(String path, Object body) {
    return post(path, body, adminToken);
  }

  private JsonNode post(String path, Object body, String token) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(base.resolve(path))
              .timeout(TIMEOUT)
              .header("Content-Type", "application/json")
              .header("operationID", UUID.randomUUID().toString())
              .header("token", token)
              .POST(HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)))
              .build();
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      return data(path, answer);
    } catch (IOException e) {
      throw new ApiException(path + ": no answer from " + base + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApiException(path + ": interrupted", e);
    }
  }

  private static JsonNode data(String path, HttpResponse<String> answer) {
    try {
      JsonNode json = JSON.readTree(answer.body());
      if (answer.statusCode() == 200 && json.path("errCode").asInt(-1) == 0) {
        return json.path("data");
      }
    } catch (JsonProcessingException e) {
      throw new ApiException(path + ": status " + answer.statusCode() + ", no JSON", e);
    }
    throw new ApiException(
        path + ": status " + answer.statusCode() + " " + answer.body() + " (expected: errCode 0)");
  }
}
