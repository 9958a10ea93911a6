package im.rpc.msg.third;

import static im.common.testing.TestServices.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;

import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.lifecycle.ServiceSpec;
import im.common.rpc.Replies;
import im.common.rpc.ServiceName;
import im.common.testing.MongoExtension;
import im.common.testing.RedisExtension;
import im.common.testing.SettableClock;
import im.common.testing.TestServices;
import im.proto.sdkws.RequestPagination;
import im.proto.sdkws.UserInfo;
import im.proto.third.AccessURLReq;
import im.proto.third.AuthSignReq;
import im.proto.third.CompleteFormDataReq;
import im.proto.third.CompleteMultipartUploadReq;
import im.proto.third.DeleteLogsReq;
import im.proto.third.DeleteOutdatedDataReq;
import im.proto.third.FcmUpdateTokenReq;
import im.proto.third.InitiateFormDataReq;
import im.proto.third.InitiateMultipartUploadReq;
import im.proto.third.LogInfo;
import im.proto.third.PartLimitReq;
import im.proto.third.PartSizeReq;
import im.proto.third.SearchLogsReq;
import im.proto.third.SearchLogsResp;
import im.proto.third.SetAppBadgeReq;
import im.proto.third.UploadLogsReq;
import im.proto.third.fileURL;
import im.proto.third.thirdGrpc;
import im.proto.third.thirdGrpc.thirdBlockingStub;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.user.userGrpc;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Checks 122 to 124 of `reference/business-rules.md` 13, and object storage that is off.
@ExtendWith({RedisExtension.class, MongoExtension.class})
class ThirdServiceTest {
  private final SettableClock clock = new SettableClock(Instant.parse("2026-11-24T10:00:00Z"));
  private TestServices services;
  private thirdBlockingStub third;

  private static final class Users extends userGrpc.userImplBase {
    @Override
    public void getDesignateUsers(
        getDesignateUsersReq request, StreamObserver<getDesignateUsersResp> out) {
      var response = getDesignateUsersResp.newBuilder();
      request
          .getUserIDsList()
          .forEach(id ->
              response.addUsersInfo(UserInfo.newBuilder().setUserID(id).setNickname("Ms " + id)));
      Replies.reply(out, response.build());
    }
  }

  @BeforeEach
  void start() throws Exception {
    MongoExtension.drop();
    RedisExtension.redis().sync().flushall();
    services =
        new TestServices(clock)
            .peer(ServiceName.USER, new Users())
            .start(new ServiceSpec("im-rpc-third", ServiceName.THIRD, ThirdService::new));
    third = services.stub(ServiceName.THIRD, thirdGrpc::newBlockingStub);
  }

  @AfterEach
  void stop() throws Exception {
    services.close();
  }

  @Test
  void keepsVendorTokenAsLongAsWanted() {
    as("ann", each -> each.fcmUpdateToken(token("ann").build()));
    assertThat(RedisExtension.redis().sync().get("FCM_TOKEN:ann:2")).isEqualTo("t");
    assertThat(RedisExtension.redis().sync().ttl("FCM_TOKEN:ann:2")).isEqualTo(-1);

    as("ann", each -> each.fcmUpdateToken(token("ann").setExpireTime(60).build()));
    assertThat(RedisExtension.redis().sync().ttl("FCM_TOKEN:ann:2")).isBetween(55L, 60L);
  }

  @Test
  void vendorTokenIsTheAccountsOwn() {
    assertThat(code("bob", each -> each.fcmUpdateToken(token("ann").build()))).isEqualTo(1002);
    assertThat(code(ADMIN, each -> each.fcmUpdateToken(token("ann").build()))).isZero();
    for (long expiry : new long[] {-1, Long.MAX_VALUE, 9_300_000_000_000_000L}) {
      assertThat(
              code("ann", each -> each.fcmUpdateToken(token("ann").setExpireTime(expiry).build())))
          .isEqualTo(1001);
    }
    for (int platform : new int[] {0, 13}) {
      assertThat(
              code(
                  "ann", each -> each.fcmUpdateToken(token("ann").setPlatformID(platform).build())))
          .isEqualTo(1001);
    }
  }

  @Test
  void setsBadge() {
    as("ann", each -> each.setAppBadge(badge("ann", 7)));

    assertThat(RedisExtension.redis().sync().get("USER_BADGE_UNREAD_COUNT_SUM:ann")).isEqualTo("7");
    assertThat(code("ann", each -> each.setAppBadge(badge("ann", -1)))).isEqualTo(1001);
    assertThat(code("bob", each -> each.setAppBadge(badge("ann", 1)))).isEqualTo(1002);
  }

  @Test
  void storesLogsAsTheCollectionHasThem() {
    as(
        "ann",
        each ->
            each.uploadLogs(
                logs("a.log")
                    .setPlatform(5)
                    .setVersion("3")
                    .setEx("e")
                    .setAppFramework("web")
                    .build()));

    Document row = MongoExtension.rows("log").getFirst();
    assertThat(row.getString("log_id")).matches("[1-9]\\d{9}");
    row.remove("_id");
    row.remove("log_id");
    assertThat(row)
        .isEqualTo(
            new Document("platform", "Web")
                .append("user_id", "ann")
                .append("create_time", java.util.Date.from(clock.instant()))
                .append("url", "u/a.log")
                .append("file_name", "a.log")
                .append("system_type", "")
                .append("app_framework", "web")
                .append("version", "3")
                .append("ex", "e"));
  }

  @Test
  void findsLogsNewestFirst() {
    as("ann", each -> each.uploadLogs(logs("1", "2").build()));
    clock.advance(Duration.ofSeconds(1));
    as("a(b", each -> each.uploadLogs(logs("3").build()));

    assertThat(names(search("", 0, 0, 1, 10)))
        .startsWith("3")
        .containsExactlyInAnyOrder("1", "2", "3");
    assertThat(search("", 0, 0, 1, 10).getLogsInfos(0).getNickname()).isEqualTo("Ms a(b");
    assertThat(names(search("", 0, 0, 2, 2))).hasSize(1);
    assertThat(search("", 0, 0, 1, 0).getTotal()).isEqualTo(3);
    // Taken literally, not as an expression.
    assertThat(names(search("(", 0, 0, 1, 10))).containsExactly("3");
    assertThat(names(search(".*", 0, 0, 1, 10))).isEmpty();
    long now = clock.millis();
    assertThat(names(search("", now, now, 1, 10))).containsExactly("3");
    assertThat(code(ADMIN, each -> each.searchLogs(searchOf("", 2, 1, 1, 1)))).isEqualTo(1001);
    assertThat(code("ann", each -> each.searchLogs(searchOf("", 0, 0, 1, 1)))).isEqualTo(1002);
  }

  @Test
  void deletesAllLogsOrNone() {
    as("ann", each -> each.uploadLogs(logs("1", "2").build()));
    List<String> ids =
        search("", 0, 0, 1, 10).getLogsInfosList().stream().map(LogInfo::getLogID).toList();

    assertThat(code(ADMIN, each -> each.deleteLogs(delete(ids.getFirst(), "none"))))
        .isEqualTo(1004);
    assertThat(MongoExtension.rows("log")).hasSize(2);
    assertThat(code(ADMIN, each -> each.deleteLogs(delete()))).isEqualTo(1001);
    assertThat(code("ann", each -> each.deleteLogs(delete(ids.getFirst())))).isEqualTo(1002);
    assertThat(code(ADMIN, each -> each.deleteLogs(delete(ids.getFirst())))).isZero();
    assertThat(MongoExtension.rows("log")).hasSize(1);
  }

  @Test
  void refusesAnUploadOfNoLogs() {
    assertThat(code("ann", each -> each.uploadLogs(logs().build()))).isEqualTo(1001);
  }

  @Test
  void saysThatObjectStorageIsOff() {
    assertThat(code("ann", each -> each.partLimit(PartLimitReq.getDefaultInstance())))
        .isEqualTo(500);
    assertThat(code("ann", each -> each.partSize(PartSizeReq.newBuilder().setSize(1).build())))
        .isEqualTo(500);
    assertThat(code("ann", each -> each.authSign(AuthSignReq.getDefaultInstance()))).isEqualTo(500);
    assertThat(code("ann", each -> each.initiateMultipartUpload(upload("ann/a.png"))))
        .isEqualTo(500);
    assertThat(code("ann", each -> each.completeMultipartUpload(complete("ann/a.png"))))
        .isEqualTo(500);
    assertThat(code("ann", each -> each.initiateFormData(form("ann/a.png", 1)))).isEqualTo(500);
    assertThat(code("ann", each -> each.completeFormData(completeForm(id("ann/a.png")))))
        .isEqualTo(500);
    assertThat(code("ann", each -> each.accessURL(AccessURLReq.newBuilder().setName("x").build())))
        .isEqualTo(1004);
  }

  @Test
  void cleanUpOfObjectsEndsWhenNothingIsStored() {
    var due = DeleteOutdatedDataReq.newBuilder().setLimit(1).addObjectGroup("g").build();
    assertThat(as(ADMIN, each -> each.deleteOutdatedData(due)).getCount()).isZero();
  }

  @Test
  void letsUsersNameOnlyWhatIsTheirs() {
    for (String name : List.of("", "  ", "/ann/a", "ann/" + "x".repeat(1024))) {
      assertThat(code("ann", each -> each.initiateMultipartUpload(upload(name)))).isEqualTo(1001);
    }
    for (String name : List.of("bob/a", "a", "ann")) {
      assertThat(code("ann", each -> each.initiateMultipartUpload(upload(name)))).isEqualTo(1002);
      assertThat(code("ann", each -> each.completeMultipartUpload(complete(name)))).isEqualTo(1002);
      assertThat(code("ann", each -> each.initiateFormData(form(name, 1)))).isEqualTo(1002);
      assertThat(code("ann", each -> each.completeFormData(completeForm(id(name)))))
          .isEqualTo(1002);
      assertThat(code(ADMIN, each -> each.initiateMultipartUpload(upload(name)))).isEqualTo(500);
    }
    for (String id : List.of("", "***", "W10", "e30")) {
      assertThat(code("ann", each -> each.completeFormData(completeForm(id)))).isEqualTo(1001);
    }
    assertThat(code("ann", each -> each.initiateFormData(form("ann/a", 0)))).isEqualTo(1001);
    assertThat(
            code(
                "ann",
                each ->
                    each.accessURL(
                        AccessURLReq.newBuilder().setName("x").putQuery("type", "foo").build())))
        .isEqualTo(1001);
  }

  private <T> T as(String caller, Function<thirdBlockingStub, T> call) {
    return RequestContext.of("test", caller).call(() -> call.apply(third));
  }

  private int code(String caller, Function<thirdBlockingStub, ?> call) {
    try {
      as(caller, call);
      return 0;
    } catch (StatusRuntimeException e) {
      return ErrorTable.of(e).code();
    }
  }

  private SearchLogsResp search(String keyword, long start, long end, int page, int size) {
    return as(ADMIN, each -> each.searchLogs(searchOf(keyword, start, end, page, size)));
  }

  private static SearchLogsReq searchOf(String keyword, long start, long end, int page, int size) {
    return SearchLogsReq.newBuilder()
        .setKeyword(keyword)
        .setStartTime(start)
        .setEndTime(end)
        .setPagination(RequestPagination.newBuilder().setPageNumber(page).setShowNumber(size))
        .build();
  }

  private static List<String> names(SearchLogsResp found) {
    return found.getLogsInfosList().stream().map(LogInfo::getFilename).toList();
  }

  private static FcmUpdateTokenReq.Builder token(String account) {
    return FcmUpdateTokenReq.newBuilder().setAccount(account).setPlatformID(2).setFcmToken("t");
  }

  private static SetAppBadgeReq badge(String userID, int count) {
    return SetAppBadgeReq.newBuilder().setUserID(userID).setAppUnreadCount(count).build();
  }

  private static UploadLogsReq.Builder logs(String... names) {
    UploadLogsReq.Builder request = UploadLogsReq.newBuilder();
    for (String name : names) {
      request.addFileURLs(fileURL.newBuilder().setFilename(name).setURL("u/" + name));
    }
    return request;
  }

  private static DeleteLogsReq delete(String... ids) {
    return DeleteLogsReq.newBuilder().addAllLogIDs(List.of(ids)).build();
  }

  private static InitiateMultipartUploadReq upload(String name) {
    return InitiateMultipartUploadReq.newBuilder()
        .setName(name)
        .setUrlPrefix("p")
        .setSize(1)
        .build();
  }

  private static CompleteMultipartUploadReq complete(String name) {
    return CompleteMultipartUploadReq.newBuilder().setName(name).setUrlPrefix("p").build();
  }

  private static InitiateFormDataReq form(String name, long size) {
    return InitiateFormDataReq.newBuilder().setName(name).setSize(size).build();
  }

  private static CompleteFormDataReq completeForm(String id) {
    return CompleteFormDataReq.newBuilder().setId(id).setUrlPrefix("p").build();
  }

  private static String id(String name) {
    String json = "{\"name\":\"" + name + "\",\"size\":1}";
    return Base64.getEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }
}
