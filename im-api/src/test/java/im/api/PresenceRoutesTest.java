package im.api;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.rpc.Replies;
import im.proto.msggateway.GetUsersOnlineStatusReq;
import im.proto.msggateway.GetUsersOnlineStatusResp;
import im.proto.msggateway.GetUsersOnlineStatusResp.SuccessDetail;
import im.proto.msggateway.GetUsersOnlineStatusResp.SuccessResult;
import im.proto.msggateway.msgGatewayGrpc.msgGatewayImplBase;
import io.grpc.stub.StreamObserver;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The routes that ask every gateway (`reference/rest-api.md` 4.5).
class PresenceRoutesTest {
  private static final String STATUS = "/user/get_users_online_status";
  private static final String TOKENS = "/user/get_users_online_token_detail";
  private static final String ADMIN = "imAdmin";

  private static ApiFixture api;

  /// Holds `u1` with one connection on a platform of its own.
  private static final class Gateway extends msgGatewayImplBase {
    private final int platformID;
    private final String token;

    Gateway(int platformID, String token) {
      this.platformID = platformID;
      this.token = token;
    }

    @Override
    public void getUsersOnlineStatus(
        GetUsersOnlineStatusReq request, StreamObserver<GetUsersOnlineStatusResp> out) {
      var response = GetUsersOnlineStatusResp.newBuilder();
      if (request.getUserIDsList().contains("u1")) {
        var connection = SuccessDetail.newBuilder().setPlatformID(platformID).setToken(token);
        response.addSuccessResult(
            SuccessResult.newBuilder()
                .setUserID("u1")
                .setStatus(1)
                .addDetailPlatformStatus(connection));
      }
      Replies.reply(out, response.build());
    }
  }

  private static final class Broken extends msgGatewayImplBase {
    @Override
    public void getUsersOnlineStatus(
        GetUsersOnlineStatusReq request, StreamObserver<GetUsersOnlineStatusResp> out) {
      throw new IllegalStateException("broken on purpose");
    }
  }

  @BeforeAll
  static void start() throws Exception {
    api = new ApiFixture();
    api.serveGateway(new Gateway(1, "t1"));
    api.serveGateway(new Broken());
    api.serveGateway(new Gateway(1, "t2"));
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void theFirstGatewayThatHoldsAUserAnswersForHim() throws Exception {
    assertThat(api.post(STATUS, "{\"userIDs\":[\"off\",\"u1\"]}", ADMIN).text())
        .isEqualTo(
            "{\"errCode\":0,\"errMsg\":\"\",\"errDlt\":\"\",\"data\":["
                + "{\"userID\":\"off\",\"status\":0,\"detailPlatformStatus\":null},"
                + "{\"userID\":\"u1\",\"status\":1,\"detailPlatformStatus\":[{\"platformID\":1,"
                + "\"connID\":\"\",\"isBackground\":false,\"token\":\"t1\"}]}]}");
  }

  @Test
  void tokensOfAllGatewaysAreCountedTogether() throws Exception {
    assertThat(api.post(TOKENS, "{\"userIDs\":[\"off\",\"u1\"]}", ADMIN).text())
        .endsWith(
            "\"data\":[{\"userID\":\"u1\",\"status\":1,\"singlePlatformToken\":"
                + "[{\"platformID\":1,\"total\":2,\"token\":[\"t1\",\"t2\"]}]}]}");
    assertThat(api.post(TOKENS, "{\"userIDs\":[\"off\"]} x", ADMIN).text())
        .endsWith("\"data\":null}");
    assertThat(api.post(TOKENS, "null", ADMIN).text()).endsWith("\"data\":null}");
  }

  @Test
  void bodiesThatDoNotFitAreStatus400AndOthersNeedAnAdmin() throws Exception {
    for (String path : new String[] {STATUS, TOKENS}) {
      for (String body : new String[] {"", "{", "[]", "{\"userIDs\":5}"}) {
        assertThat(api.post(path, body, ADMIN).status()).isEqualTo(400);
      }
      assertThat(api.post(path, "{\"userIDs\":[\"u1\"]}", "u1").errCode()).isEqualTo(1002);
    }
  }
}
