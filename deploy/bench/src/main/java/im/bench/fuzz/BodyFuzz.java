package im.bench.fuzz;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;

/// One attacker on the REST service: known routes with bodies that are almost right.
final class BodyFuzz implements Runnable {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private record Call(String path, String body) {}

  /// Valid shapes; `%s` is a user that exists.
  private static final List<Call> CALLS =
      List.of(
          new Call("/auth/get_admin_token", "{\"secret\":\"x\",\"userID\":\"imAdmin\"}"),
          new Call("/auth/get_user_token", "{\"platformID\":5,\"userID\":\"%s\"}"),
          new Call("/auth/parse_token", "{\"token\":\"eyJhbGciOiJIUzI1NiJ9.e30.x\"}"),
          new Call(
              "/user/user_register",
              "{\"users\":[{\"userID\":\"%s\",\"nickname\":\"n\",\"faceURL\":\"\"}]}"),
          new Call("/user/get_users_info", "{\"userIDs\":[\"%s\",\"nobody\"]}"),
          new Call("/user/get_users_online_status", "{\"userIDs\":[\"%s\"]}"),
          new Call("/user/get_users_status", "{\"userID\":\"%s\",\"userIDs\":[\"%s\"]}"),
          new Call("/user/get_users", "{\"pagination\":{\"pageNumber\":1,\"showNumber\":10}}"),
          new Call(
              "/group/create_group",
              "{\"groupInfo\":{\"groupName\":\"g\",\"groupType\":2},\"ownerUserID\":\"%s\","
                  + "\"memberUserIDs\":[]}"),
          new Call("/group/get_groups_info", "{\"groupIDs\":[\"1\",\"2\"]}"),
          new Call(
              "/group/get_group_member_list",
              "{\"groupID\":\"1\",\"pagination\":{\"pageNumber\":1,\"showNumber\":10}}"),
          new Call(
              "/group/invite_user_to_group",
              "{\"groupID\":\"1\",\"invitedUserIDs\":[\"%s\"],\"reason\":\"r\"}"),
          new Call(
              "/friend/get_friend_list",
              "{\"userID\":\"%s\",\"pagination\":{\"pageNumber\":1,\"showNumber\":10}}"),
          new Call("/conversation/get_all_conversations", "{\"ownerUserID\":\"%s\"}"),
          new Call(
              "/conversation/get_conversation",
              "{\"ownerUserID\":\"%s\",\"conversationID\":\"si_a_b\"}"),
          new Call("/msg/newest_seq", "{\"userID\":\"%s\"}"),
          new Call(
              "/msg/pull_msg_by_seq",
              "{\"userID\":\"%s\",\"seqRanges\":[{\"conversationID\":\"si_a_b\",\"begin\":1,"
                  + "\"end\":10,\"num\":10}],\"order\":0}"),
          new Call(
              "/msg/send_msg",
              "{\"sendID\":\"%s\",\"recvID\":\"%s\",\"sessionType\":1,\"contentType\":101,"
                  + "\"content\":{\"content\":\"fuzz\"},\"senderPlatformID\":5,"
                  + "\"offlinePushInfo\":{\"title\":\"t\",\"desc\":\"d\",\"iOSBadgeCount\":true}}"),
          new Call(
              "/msg/batch_send_msg",
              "{\"sendID\":\"%s\",\"recvIDs\":[\"%s\"],\"sessionType\":1,\"contentType\":101,"
                  + "\"content\":{\"content\":\"fuzz\"},\"isSendAll\":false}"),
          new Call("/no/such/route", "{}"));

  private final URI api;
  private final String userID;
  private final String token;
  private final HttpClient http;
  private final Mutator mutator;
  private final AtomicLong budget;
  private final Findings findings;

  /// Sends until `budget` is used up; `token` is an app admin's, so that bodies get past the door.
  BodyFuzz(
      URI api,
      String userID,
      String token,
      HttpClient http,
      Mutator mutator,
      AtomicLong budget,
      Findings findings) {
    this.api = api;
    this.userID = userID;
    this.token = token;
    this.http = http;
    this.mutator = mutator;
    this.budget = budget;
    this.findings = findings;
  }

  @Override
  public void run() {
    while (budget.getAndDecrement() > 0 && !Thread.currentThread().isInterrupted()) {
      Call call = mutator.oneOf(CALLS);
      byte[] body =
          mutator.below(20) == 0
              ? mutator.noise(400)
              : mutator.spoilJson(call.body().replace("%s", userID));
      send(call.path(), body);
    }
  }

  private void send(String path, byte[] body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(api.resolve(path))
            .timeout(TIMEOUT)
            .header("Content-Type", mutator.below(30) == 0 ? "text/plain" : "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    if (mutator.below(30) != 0) {
      request.header("operationID", UUID.randomUUID().toString());
    }
    switch (mutator.below(20)) {
      case 0 -> {
        // Without a token.
      }
      case 1 -> request.header("token", "no.such.token");
      default -> request.header("token", token);
    }
    if (mutator.below(40) == 0) {
      request.header("Content-Encoding", "gzip");
    }
    try {
      HttpResponse<byte[]> answer =
          http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      findings.count("body: status " + answer.statusCode());
      findings.inspect(path, answer.body());
    } catch (IOException e) {
      findings.count("body: no answer from " + path + " (" + e.getClass().getSimpleName() + ")");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
