package im.rpc.auth;

import static im.common.rpc.Replies.reply;

import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.user.userGrpc;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// A user service that knows whom a test registered.
final class FakeUsers extends userGrpc.userImplBase {
  private final Map<String, UserInfo> users = new ConcurrentHashMap<>();

  void register(String userID, int level) {
    users.put(userID, UserInfo.newBuilder().setUserID(userID).setAppMangerLevel(level).build());
  }

  @Override
  public void getDesignateUsers(
      getDesignateUsersReq req, StreamObserver<getDesignateUsersResp> out) {
    getDesignateUsersResp.Builder found = getDesignateUsersResp.newBuilder();
    for (String userID : req.getUserIDsList()) {
      UserInfo user = users.get(userID);
      if (user != null) {
        found.addUsersInfo(user);
      }
    }
    reply(out, found.build());
  }
}
