package im.rpc.auth;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.userGrpc;

/// Looks accounts up in the user service.
final class Accounts {
  private final userGrpc.userBlockingStub users;

  Accounts(RpcClients rpc) {
    users = rpc.stub(ServiceName.USER, userGrpc::newBlockingStub);
  }

  /// The account of `userID`. Throws 1004 when there is none.
  UserInfo require(String userID) {
    getDesignateUsersReq request = getDesignateUsersReq.newBuilder().addUserIDs(userID).build();
    // Nobody is logged in yet when an admin token is asked for.
    return RequestContext.current()
        .asAdmin()
        .call(() -> users.getDesignateUsers(request))
        .getUsersInfoList()
        .stream()
        .findFirst()
        .orElseThrow(() ->
            ErrorCode.RECORD_NOT_FOUND.because(
                "userID: " + userID + " (expected: a registered user)"));
  }
}
