package im.standalone.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import im.api.route.RouteTable;
import im.common.testing.Until;
import im.common.token.JwtTokens;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/// Tokens.
class AuthChecksTest {
  private static final Duration LIFETIME = Duration.ofDays(90);
  private static final int PHONE = 2;
  private static final int DESKTOP = 3;

  @Check(1)
  void anAdminTokenNeedsTheSecretAndAnAdmin(Stage stage) throws Exception {
    Person user = stage.somebody();
    assertThat(adminToken(stage, "wrong", Stage.ADMIN)).isEqualTo(1002);
    assertThat(adminToken(stage, secret(stage), user.id())).isEqualTo(1001);
    assertThat(adminToken(stage, secret(stage), "")).isEqualTo(1001);
  }

  @Check(2)
  void anAdminTokenLivesNinetyDays(Stage stage) throws Exception {
    assertThat(stage.rest().loginAdmin().get("expireTimeSeconds").asLong()).isEqualTo(7_776_000);
  }

  @Check(3)
  void onlyTheAdminGivesTokensAndNotToEverybody(Stage stage) throws Exception {
    Person user = stage.somebody();
    Person admin = stage.admin();
    String account =
        admin
            .post("/user/add_notification_account", "nickName", "news", "appMangerLevel", 3)
            .get("userID")
            .asText();
    assertThat(userToken(user, user.id(), 1)).isEqualTo(1002);
    assertThat(userToken(admin, user.id(), 10)).isEqualTo(1002);
    assertThat(userToken(admin, Stage.ADMIN, 1)).isEqualTo(1002);
    assertThat(userToken(admin, Stage.id("nobody"), 1)).isEqualTo(1004);
    assertThat(userToken(admin, account, 1)).isEqualTo(1001);
    assertThat(userToken(admin, user.id(), 1)).isZero();
  }

  @Check(4)
  void aTokenSaysFourThings(Stage stage) throws Exception {
    Person user = stage.somebody();
    JsonNode claims = claims(stage.rest().userToken(user.id(), PHONE));
    assertThat(claims.properties())
        .extracting(Map.Entry::getKey)
        .containsExactlyInAnyOrder("UserID", "PlatformID", "exp", "iat");
    assertThat(claims.get("UserID").asText()).isEqualTo(user.id());
    assertThat(claims.get("PlatformID").asInt()).isEqualTo(PHONE);
    assertThat(claims.get("exp").asLong() - claims.get("iat").asLong()).isEqualTo(7_776_005);
  }

  @Check(5)
  void parsingTellsWhenATokenEnds(Stage stage) throws Exception {
    Person user = stage.somebody();
    String token = stage.rest().userToken(user.id(), PHONE);
    JsonNode parsed = stage.rest().post("/auth/parse_token", Map.of("token", token), "");
    assertThat(parsed.get("userID").asText()).isEqualTo(user.id());
    assertThat(parsed.get("platformID").asInt()).isEqualTo(PHONE);
    assertThat(parsed.get("expireTimeSeconds").asLong())
        .isEqualTo(claims(token).get("exp").asLong());
  }

  @Check(6)
  void eachKindOfBadTokenHasItsCode(Stage stage) throws Exception {
    String user = stage.somebody().id();
    Clock now = Clock.systemUTC();
    Clock longAgo = Clock.fixed(Instant.now().minus(Duration.ofDays(200)), ZoneOffset.UTC);
    assertThat(parse(stage, "garbage")).isEqualTo(1503);
    assertThat(parse(stage, new JwtTokens(secret(stage), longAgo).issue(user, 1, LIFETIME)))
        .isEqualTo(1501);
    assertThat(parse(stage, new JwtTokens("another key", now).issue(user, 1, LIFETIME)))
        .isEqualTo(1505);
    assertThat(parse(stage, new JwtTokens(secret(stage), now).issue(user, 1, LIFETIME)))
        .isEqualTo(1507);
  }

  @Check(7)
  void aSecondLoginOnAPlatformEndsTheFirst(Stage stage) throws Exception {
    String user = stage.somebody().id();
    String first = stage.rest().userToken(user, PHONE);
    String desktop = stage.rest().userToken(user, DESKTOP);
    String second = another(first, () -> stage.rest().userToken(user, PHONE));
    assertThat(parse(stage, first)).isEqualTo(1506);
    assertThat(call(stage, user, first)).isEqualTo(1506);
    assertThat(parse(stage, second)).isZero();
    assertThat(parse(stage, desktop)).isZero();
    assertThat(call(stage, user, desktop)).isZero();
  }

  @Check(8)
  void theOlderTokenOfAnAdminRetiresInFiveMinutes(Stage stage) throws Exception {
    String older = stage.rest().loginAdmin().get("token").asText();
    String newer = another(older, () -> stage.rest().loginAdmin().get("token").asText());
    assertThat(parse(stage, older)).isZero();
    assertThat(parse(stage, newer)).isZero();
    try (RedisClient redis = RedisClient.create("redis://" + stage.server().stores().redis());
        StatefulRedisConnection<String, String> connection = redis.connect()) {
      String place = "UID_PID_TOKEN_STATUS::TEMPORARY:imAdmin:Admin:" + older;
      assertThat(connection.sync().ttl(place)).isBetween(1L, 300L);
      assertThat(connection.sync().hexists("UID_PID_TOKEN_STATUS:imAdmin:Admin", older)).isFalse();
    }
  }

  @Check(9)
  void anAdminEndsAllTokensOfAPlatform(Stage stage) throws Exception {
    String user = stage.somebody().id();
    String phone = stage.rest().userToken(user, PHONE);
    String desktop = stage.rest().userToken(user, DESKTOP);
    JsonNode refused =
        stage.rest().answer("/auth/force_logout", Body.of("userID", user, "platformID", 2), phone);
    assertThat(refused.get("errCode").asInt()).isEqualTo(1002);
    assertThat(stage.admin().code("/auth/force_logout", "userID", user, "platformID", 13))
        .isEqualTo(1001);
    assertThat(parse(stage, phone)).isZero();
    stage.admin().post("/auth/force_logout", "userID", user, "platformID", PHONE);
    assertThat(parse(stage, phone)).isEqualTo(1506);
    assertThat(call(stage, user, phone)).isEqualTo(1506);
    assertThat(parse(stage, desktop)).isZero();
  }

  @Check(10)
  void everyPostNeedsItsHeaders(Stage stage) throws Exception {
    String token = stage.somebody().token();
    List<String> wrong = new ArrayList<>();
    for (RouteTable.Row route : RouteTable.builtIn()) {
      if (!route.method().equals("POST")) {
        continue;
      }
      boolean open = route.path().matches("/auth/(get_admin_token|parse_token)");
      int noToken = code(stage, route.path(), Map.of("operationID", "o"));
      int noOperation = code(stage, route.path(), open ? Map.of() : Map.of("token", token));
      if (noToken != 1001 && !open || noOperation != 1001) {
        wrong.add(route.path() + " " + noToken + " " + noOperation);
      }
    }
    assertThat(wrong).isEmpty();
    JsonNode parsed =
        stage
            .rest()
            .answer(
                "/auth/parse_token",
                Map.of("token", token),
                Map.of("operationID", "without token"));
    assertThat(parsed.get("errCode").asInt()).isZero();
    assertThat(code(stage, "/msg/get_server_time", Map.of("operationID", "o", "token", token)))
        .isZero();
  }

  private static int code(Stage stage, String path, Map<String, String> headers) throws Exception {
    return stage.rest().answer(path, Map.of(), headers).get("errCode").asInt();
  }

  /// Logs in until the token is another one: those of one second are the same.
  private static String another(String token, Callable<String> login) throws Exception {
    List<String> tokens = new ArrayList<>();
    Until.holds(
        "another token",
        () -> {
          tokens.add(login.call());
          return !tokens.getLast().equals(token);
        });
    return tokens.getLast();
  }

  private static String secret(Stage stage) {
    return stage.server().config().share().secret();
  }

  private static int adminToken(Stage stage, String secret, String userID) throws Exception {
    return stage
        .rest()
        .answer("/auth/get_admin_token", Map.of("secret", secret, "userID", userID), "")
        .get("errCode")
        .asInt();
  }

  private static int userToken(Person caller, String userID, int platformID) throws Exception {
    return caller.code("/auth/get_user_token", "userID", userID, "platformID", platformID);
  }

  private static int parse(Stage stage, String token) throws Exception {
    return stage
        .rest()
        .answer("/auth/parse_token", Map.of("token", token), "")
        .get("errCode")
        .asInt();
  }

  private static int call(Stage stage, String user, String token) throws Exception {
    return stage
        .rest()
        .answer("/user/get_users_info", Map.of("userIDs", List.of(user)), token)
        .get("errCode")
        .asInt();
  }

  private static JsonNode claims(String token) {
    byte[] payload = Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]);
    return Told.json(new String(payload, StandardCharsets.UTF_8));
  }
}
