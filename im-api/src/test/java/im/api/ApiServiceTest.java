package im.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import im.api.ApiFixture.Answer;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.rpc.Replies;
import im.common.rpc.ServiceName;
import im.proto.sdkws.UserInfo;
import im.proto.user.accountCheckReq;
import im.proto.user.accountCheckResp;
import im.proto.user.getAllUserIDReq;
import im.proto.user.getAllUserIDResp;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.user.userGrpc.userImplBase;
import im.proto.user.userRegisterReq;
import im.proto.user.userRegisterResp;
import io.grpc.stub.StreamObserver;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What every request passes, and routes that are one gRPC call.
class ApiServiceTest {
  private static final String USERS_INFO = "/user/get_users_info";

  private static ApiFixture api;

  /// Knows the user `u1`; answers what the caller's context is to the user `who`.
  private static final class Users extends userImplBase {
    @Override
    public void getDesignateUsers(
        getDesignateUsersReq request, StreamObserver<getDesignateUsersResp> out) {
      var response = getDesignateUsersResp.newBuilder();
      RequestContext context = RequestContext.current();
      for (String userID : request.getUserIDsList()) {
        switch (userID) {
          case "u1" ->
              response.addUsersInfo(UserInfo.newBuilder().setUserID("u1").setNickname("<n>"));
          case "who" ->
              response.addUsersInfo(
                  UserInfo.newBuilder()
                      .setUserID(context.opUserID())
                      .setNickname(context.platform())
                      .setEx(context.operationID()));
          case "fails" -> throw new IllegalStateException("secret");
          default -> {}
        }
      }
      Replies.reply(out, response.build());
    }

    @Override
    public void userRegister(userRegisterReq request, StreamObserver<userRegisterResp> out) {
      Replies.reply(out, userRegisterResp.getDefaultInstance());
    }

    @Override
    public void accountCheck(accountCheckReq request, StreamObserver<accountCheckResp> out) {
      throw ErrorCode.REGISTERED_ALREADY.because("userID: u1");
    }

    @Override
    public void getAllUserID(getAllUserIDReq request, StreamObserver<getAllUserIDResp> out) {
      Replies.reply(out, getAllUserIDResp.getDefaultInstance());
    }
  }

  @BeforeAll
  static void start() throws Exception {
    api = new ApiFixture();
    api.serve(ServiceName.USER, new Users());
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static Answer usersInfo(String body) throws Exception {
    return api.post(USERS_INFO, body, "u1");
  }

  @Test
  void aCallIsAnsweredInTheEnvelope() throws Exception {
    assertThat(usersInfo("{\"userIDs\":[\"u1\"]}").text())
        .isEqualTo(
            "{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\",\"data\":{\"usersInfo\":[{"
                + "\"userID\":\"u1\",\"nickname\":\"\\u003cn\\u003e\",\"faceURL\":\"\",\"ex\":\"\","
                + "\"createTime\":0,\"appMangerLevel\":0,\"globalRecvMsgOpt\":0}]}}");
  }

  @Test
  void emptyDataIsWrittenAndAnEmptyTypeIsNot() throws Exception {
    assertThat(usersInfo("{\"userIDs\":[\"nobody\"]}").text())
        .endsWith("\"errDlt\":\"\",\"data\":{\"usersInfo\":null}}");
    var users = "{\"users\":[{\"userID\":\"u1\",\"nickname\":\"n\"}]}";
    assertThat(api.post("/user/user_register", users, "imAdmin").text())
        .isEqualTo("{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\"}");
  }

  @Test
  void theCallersContextReachesTheService() throws Exception {
    var user = usersInfo("{\"userIDs\":[\"who\"]}").json().at("/data/usersInfo/0");
    assertThat(user.get("userID").textValue()).isEqualTo("u1");
    assertThat(user.get("nickname").textValue()).isEqualTo("Web");
    assertThat(user.get("ex").textValue()).isEqualTo("op-1");
  }

  @Test
  void errorsOfTheServiceKeepCodeTextAndDetail() throws Exception {
    Answer answer = api.post("/user/account_check", "{\"checkUserIDs\":[\"u1\"]}", "imAdmin");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text())
        .isEqualTo(
            "{\"errCode\":1102,\"errMsg\":\"RegisteredAlreadyError\",\"errDlt\":\"userID: u1\"}");
  }

  @Test
  void anUnexpectedFailureTellsNothingOfItself() throws Exception {
    Answer answer = usersInfo("{\"userIDs\":[\"fails\"]}");
    assertThat(answer.errCode()).isEqualTo(500);
    assertThat(answer.text()).doesNotContain("secret").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{\"userIDs\":[",
        "{\"userIDs\":5}",
        "[]",
        "{} x",
        "\uFEFF{}",
        "{\"userIDs\":[5]}"
      })
  void aBodyThatCannotBeReadIs1001(String body) throws Exception {
    Answer answer = usersInfo(body);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().get("errCode").intValue()).isEqualTo(1001);
    assertThat(answer.json().get("errMsg").textValue()).isEqualTo("ArgsError");
    assertThat(answer.text()).doesNotContain("Exception").doesNotContain("\\tat ");
  }

  @Test
  void headersAreRequired() throws Exception {
    byte[] body = "{}".getBytes(UTF_8);
    assertThat(api.send("POST", USERS_INFO, body, List.of("token", "u1")).text())
        .isEqualTo(
            "{\"errCode\":1001,\"errMsg\":\"ArgsError\","
                + "\"errDlt\":\"header must have operationID\"}");
    assertThat(api.send("POST", USERS_INFO, body, List.of("operationID", "o")).text())
        .contains("header must have token");
    assertThat(api.send("POST", "/no/such", body, List.of("operationID", "o")).errCode())
        .isEqualTo(1001);
    assertThat(api.post(USERS_INFO, "{}", "kicked").errCode()).isEqualTo(1506);
  }

  @Test
  void twoPathsNeedNoToken() throws Exception {
    byte[] body = "{\"token\":\"u9\"}".getBytes(UTF_8);
    Answer answer = api.send("POST", "/auth/parse_token", body, List.of("operationID", "o"));
    assertThat(answer.json().at("/data/userID").textValue()).isEqualTo("u9");
    assertThat(api.send("POST", "/auth/parse_token_x", body, List.of("operationID", "o")).status())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "POST,/user/no_such_route",
    "POST,/",
    "POST,/User/Get_Users_Info",
    "POST,//user/get_users_info",
    "GET,/user/get_users_info",
    "DELETE,/user/get_users_info",
    "POST,/prometheus_discovery/api",
    "POST,/restart",
    "POST,/msg/get_group_read_cursors",
  })
  void whatIsNotServedIsNotFound(String method, String path) throws Exception {
    Answer answer = api.send(method, path, new byte[0], List.of("operationID", "o", "token", "u1"));
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text()).isEqualTo("404 page not found");
    assertThat(answer.header("content-type")).isEqualTo("text/plain");
  }

  @Test
  void whatIsNotServedIsNotFoundByWhoTakesGzipEither() throws Exception {
    Answer answer = api.post("/user/no_such_route", "{}", "u1", "Accept-Encoding", "gzip");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("content-type")).isEqualTo("text/plain");
    assertThat(answer.text()).isEqualTo("404 page not found");
  }

  @Test
  void aSlashTooManyIsRedirectedBeforeAnyCheck() throws Exception {
    Answer answer = api.send("POST", USERS_INFO + "/?a=1", new byte[0], List.of());
    assertThat(answer.status()).isEqualTo(307);
    assertThat(answer.header("location")).isEqualTo(USERS_INFO + "?a=1");
    assertThat(answer.header("access-control-allow-origin")).isEmpty();
    assertThat(api.send("GET", "/prometheus_discovery/api/", new byte[0], List.of()).status())
        .isEqualTo(301);
  }

  @Test
  void everyOriginMayAskAndEveryAnswerHasAnId() throws Exception {
    Answer preflight = api.send("OPTIONS", "/no_such_route", new byte[0], List.of());
    assertThat(preflight.status()).isEqualTo(200);
    assertThat(preflight.text()).isEqualTo("\"Options Request!\"");
    for (Answer answer : List.of(preflight, usersInfo("{}"), api.post("/x", "", "u1"))) {
      assertThat(answer.header("access-control-allow-origin")).isEqualTo("*");
      assertThat(answer.header("access-control-allow-headers")).isEqualTo("*");
      assertThat(answer.header("access-control-max-age")).isEqualTo("172800");
      assertThat(answer.header("x-http-id")).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }
    assertThat(usersInfo("{}").header("content-type")).isEqualTo("application/json");
  }

  @Test
  void answersAreCompressedForWhoAsks() throws Exception {
    Answer answer = api.post(USERS_INFO, "{}", "u1", "Accept-Encoding", "gzip");
    assertThat(answer.header("content-encoding")).isEqualTo("gzip");
    assertThat(answer.header("vary")).isEqualTo("Accept-Encoding");
  }

  @Test
  void nothingIsListedForDiscoveryAndTheDashboardIsElsewhere() throws Exception {
    Answer targets = api.send("GET", "/prometheus_discovery/user", new byte[0], List.of());
    assertThat(targets.text()).isEqualTo("[]");
    assertThat(targets.header("content-type")).isEqualTo("application/json");
    Answer dashboard = api.send("GET", "/third/prometheus", new byte[0], List.of());
    assertThat(dashboard.status()).isEqualTo(302);
    assertThat(dashboard.header("location")).isEqualTo("http://grafana.example/");
  }

  @Test
  void answersAreCounted() throws Exception {
    String path = "/user/get_all_users_uid";
    var body = "{\"pagination\":{\"pageNumber\":1,\"showNumber\":1}}";
    assertThat(api.post(path, body, "imAdmin").errCode()).isZero();
    assertThat(api.post(path, "x", "imAdmin").errCode()).isEqualTo(1001);
    for (String code : List.of("0", "1001")) {
      assertThat(
              api.meters
                  .get("api_count")
                  .tags("path", path, "method", "POST", "code", code)
                  .counter()
                  .count())
          .isEqualTo(1);
    }
    assertThat(
            api.meters
                .get("http_count")
                .tags("path", path, "method", "POST", "status", "200")
                .counter()
                .count())
        .isEqualTo(2);
  }
}
