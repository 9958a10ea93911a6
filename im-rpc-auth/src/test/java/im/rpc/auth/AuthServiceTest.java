package im.rpc.auth;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.ServiceName;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.common.testing.TestServices;
import im.proto.auth.AuthGrpc;
import im.proto.auth.AuthGrpc.AuthBlockingStub;
import im.proto.auth.GetExistingTokenReq;
import im.proto.auth.forceLogoutReq;
import im.proto.auth.getAdminTokenReq;
import im.proto.auth.getAdminTokenResp;
import im.proto.auth.getUserTokenReq;
import im.proto.auth.getUserTokenResp;
import im.proto.auth.invalidateTokenReq;
import im.proto.auth.kickTokensReq;
import im.proto.auth.parseTokenReq;
import im.proto.auth.parseTokenResp;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Checks 1 to 10 of `reference/business-rules.md` 13, over gRPC.
@ExtendWith({RedisExtension.class, MongoExtension.class})
class AuthServiceTest {
  private static final AtomicInteger NUMBERS = new AtomicInteger();
  private static final SettableClock CLOCK =
      new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
  private static final FakeUsers USERS = new FakeUsers();
  private static final FakeGateway GATEWAY = new FakeGateway();
  private static TestServices services;
  private static AuthBlockingStub auth;

  private String user = "";

  @BeforeAll
  static void start() throws Exception {
    services =
        new TestServices(CLOCK)
            .peer(ServiceName.USER, USERS)
            .peer(ServiceName.GATEWAY, GATEWAY)
            .start(new ServiceSpec("im-rpc-auth", ServiceName.AUTH, AuthService::new));
    auth = services.stub(ServiceName.AUTH, AuthGrpc::newBlockingStub);
    USERS.register(TestServices.ADMIN, 2);
  }

  @AfterAll
  static void stop() throws Exception {
    services.close();
  }

  @BeforeEach
  void registerUser() {
    user = "u" + NUMBERS.incrementAndGet();
    USERS.register(user, 0);
    GATEWAY.failing = false;
    CLOCK.advance(Duration.ofSeconds(1));
  }

  @Test
  void adminTokensAreForAdminsWhoKnowTheSecret() {
    assertThat(adminTokenCode("wrong", TestServices.ADMIN)).isEqualTo(1002);
    assertThat(adminTokenCode("", TestServices.ADMIN)).isEqualTo(1002);
    assertThat(adminTokenCode("openIM123", user)).isEqualTo(1001);
    assertThat(adminTokenCode("openIM123", "")).isEqualTo(1001);

    getAdminTokenResp granted = adminToken();
    assertThat(granted.getExpireTimeSeconds()).isEqualTo(7_776_000);
    assertThat(parse(granted.getToken()).getPlatformID()).isEqualTo(10);
  }

  @Test
  void userTokensAreHandedOutByAdminsAlone() {
    USERS.register("system", 3);

    assertThat(userTokenCode(user, user, 5)).isEqualTo(1002);
    assertThat(userTokenCode(TestServices.ADMIN, user, 10)).isEqualTo(1002);
    assertThat(userTokenCode(TestServices.ADMIN, TestServices.ADMIN, 5)).isEqualTo(1002);
    assertThat(userTokenCode(TestServices.ADMIN, "nobody", 5)).isEqualTo(1004);
    assertThat(userTokenCode(TestServices.ADMIN, "", 5)).isEqualTo(1004);
    assertThat(userTokenCode(TestServices.ADMIN, "system", 5)).isEqualTo(1001);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, -1, 13, 99})
  void thereIsNoTokenForAPlatformThatDoesNotExist(int platformID) {
    assertThat(userTokenCode(TestServices.ADMIN, user, platformID)).isEqualTo(1001);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12})
  void aFreshTokenIsGood(int platformID) {
    getUserTokenResp granted =
        asAdmin(stub ->
            stub.getUserToken(
                getUserTokenReq.newBuilder().setUserID(user).setPlatformID(platformID).build()));

    parseTokenResp parsed = parse(granted.getToken());
    assertThat(granted.getExpireTimeSeconds()).isEqualTo(7_776_000);
    assertThat(parsed.getUserID()).isEqualTo(user);
    assertThat(parsed.getPlatformID()).isEqualTo(platformID);
    assertThat(parsed.getExpireTimeSeconds())
        .isEqualTo(CLOCK.instant().getEpochSecond() + 7_776_000);
  }

  @Test
  void everyBadTokenHasItsCode() {
    String granted = token(5);

    assertThat(parseCode("")).isEqualTo(1001);
    assertThat(parseCode("garbage")).isEqualTo(1503);
    assertThat(parseCode(granted + "x")).isEqualTo(1505);
    CLOCK.advance(Duration.ofSeconds(1));
    String kicking = token(5);
    assertThat(parseCode(granted)).isEqualTo(1506);
    invalidate("", 5);
    assertThat(parseCode(kicking)).isEqualTo(1506);
    CLOCK.advance(Duration.ofDays(91));
    assertThat(parseCode(kicking)).isEqualTo(1501);
  }

  @Test
  void aTokenThatWasNeverStoredDoesNotExist() {
    String granted = token(5);
    RedisExtension.redis().sync().del("UID_PID_TOKEN_STATUS:" + user + ":Web");

    assertThat(parseCode(granted)).isEqualTo(1507);
  }

  @Test
  void aLoginEndsTheTokenBeforeItAndForgetsTheOneBeforeThat() {
    String phone = token(1);
    String web = token(5);
    CLOCK.advance(Duration.ofSeconds(1));
    String second = token(1);

    assertThat(parseCode(phone)).isEqualTo(1506);
    assertThat(parseCode(second)).isZero();
    assertThat(parseCode(web)).isZero();

    CLOCK.advance(Duration.ofSeconds(1));
    token(1);
    assertThat(parseCode(phone)).isEqualTo(1507);
    assertThat(parseCode(second)).isEqualTo(1506);
  }

  @Test
  void twoLoginsOfOneSecondShareAToken() {
    String first = token(5);
    String second = token(5);

    assertThat(second).isEqualTo(first);
    assertThat(parseCode(first)).isZero();
  }

  @Test
  void anOlderAdminTokenGoesOnForSomeMinutes() {
    String older = adminToken().getToken();
    CLOCK.advance(Duration.ofSeconds(1));
    String newer = adminToken().getToken();

    assertThat(older).isNotEqualTo(newer);
    assertThat(parseCode(older)).isZero();
    assertThat(parseCode(newer)).isZero();
    RedisExtension.redis().sync().del("UID_PID_TOKEN_STATUS::TEMPORARY:imAdmin:Admin:" + older);
    assertThat(parseCode(older)).isEqualTo(1507);
  }

  @Test
  void forcedLogoutEndsOnePlatform() {
    String phone = token(2);
    String web = token(5);

    assertThat(forceLogoutCode(user, user, 2)).isEqualTo(1002);
    assertThat(forceLogoutCode(TestServices.ADMIN, user, 13)).isEqualTo(1001);
    assertThat(forceLogoutCode(TestServices.ADMIN, "", 2)).isEqualTo(1001);
    assertThat(parseCode(phone)).isZero();

    assertThat(forceLogoutCode(TestServices.ADMIN, user, 2)).isZero();
    assertThat(parseCode(phone)).isEqualTo(1506);
    assertThat(parseCode(web)).isZero();
    assertThat(GATEWAY.kicked).contains(user + "@2");
  }

  @Test
  void aGatewayThatFailsDoesNotSaveTheTokens() {
    String phone = token(2);
    GATEWAY.failing = true;

    assertThat(forceLogoutCode(TestServices.ADMIN, user, 2)).isZero();
    assertThat(parseCode(phone)).isEqualTo(1506);
  }

  @Test
  void gatewaysEndTokensOneByOneOrAllButOne() {
    String web = token(5);
    String phone = token(2);
    asAdmin(
        stub -> stub.kickTokens(kickTokensReq.newBuilder().addTokens(web).addTokens("x").build()));
    assertThat(parseCode(web)).isEqualTo(1506);

    invalidate(phone, 2);
    assertThat(parseCode(phone)).isZero();
    invalidate("other", 2);
    assertThat(parseCode(phone)).isEqualTo(1506);
    assertThat(
            asAdmin(stub ->
                    stub.getExistingToken(
                        GetExistingTokenReq.newBuilder().setUserID(user).setPlatformID(2).build()))
                .getTokenStatesMap())
        .containsExactlyEntriesOf(Map.of(phone, 2));
  }

  @Test
  void invalidatingWhereThereIsNothingSucceeds() {
    invalidate("", 7);
  }

  @Test
  void onlyOneOfManyConcurrentLoginsStays() throws Exception {
    CountDownLatch start = new CountDownLatch(1);
    List<Future<String>> logins = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 16)
          .forEach(_ ->
              logins.add(
                  threads.submit(() -> {
                    start.await();
                    CLOCK.advance(Duration.ofSeconds(1));
                    return token(5);
                  })));
      start.countDown();
    }
    List<String> tokens = new ArrayList<>();
    for (Future<String> login : logins) {
      tokens.add(login.get(1, TimeUnit.MINUTES));
    }

    assertThat(tokens.stream().distinct().filter(token -> parseCode(token) == 0).toList())
        .hasSize(1);
    assertThat(
            asAdmin(stub ->
                    stub.getExistingToken(
                        GetExistingTokenReq.newBuilder().setUserID(user).setPlatformID(5).build()))
                .getTokenStatesMap()
                .values()
                .stream()
                .collect(Collectors.groupingBy(state -> state, Collectors.counting())))
        .containsEntry(0, 1L);
  }

  private getAdminTokenResp adminToken() {
    return as(
        "",
        stub ->
            stub.getAdminToken(
                getAdminTokenReq
                    .newBuilder()
                    .setSecret("openIM123")
                    .setUserID(TestServices.ADMIN)
                    .build()));
  }

  private int adminTokenCode(String secret, String userID) {
    return code(
        "",
        stub ->
            stub.getAdminToken(
                getAdminTokenReq.newBuilder().setSecret(secret).setUserID(userID).build()));
  }

  private String token(int platformID) {
    return asAdmin(stub ->
            stub.getUserToken(
                getUserTokenReq.newBuilder().setUserID(user).setPlatformID(platformID).build()))
        .getToken();
  }

  private int userTokenCode(String caller, String userID, int platformID) {
    return code(
        caller,
        stub ->
            stub.getUserToken(
                getUserTokenReq.newBuilder().setUserID(userID).setPlatformID(platformID).build()));
  }

  private int forceLogoutCode(String caller, String userID, int platformID) {
    return code(
        caller,
        stub ->
            stub.forceLogout(
                forceLogoutReq.newBuilder().setUserID(userID).setPlatformID(platformID).build()));
  }

  private void invalidate(String preserved, int platformID) {
    asAdmin(stub ->
        stub.invalidateToken(
            invalidateTokenReq
                .newBuilder()
                .setUserID(user)
                .setPlatformID(platformID)
                .setPreservedToken(preserved)
                .build()));
  }

  private static parseTokenResp parse(String token) {
    return as("", stub -> stub.parseToken(parseTokenReq.newBuilder().setToken(token).build()));
  }

  private static int parseCode(String token) {
    return code("", stub -> stub.parseToken(parseTokenReq.newBuilder().setToken(token).build()));
  }

  private static <T> T asAdmin(Function<AuthBlockingStub, T> call) {
    return as(TestServices.ADMIN, call);
  }

  private static <T> T as(String caller, Function<AuthBlockingStub, T> call) {
    return RequestContext.of("test", caller).call(() -> call.apply(auth));
  }

  private static int code(String caller, Function<AuthBlockingStub, ?> call) {
    try {
      as(caller, call);
      return 0;
    } catch (StatusRuntimeException e) {
      return ErrorTable.of(e).code();
    }
  }
}
