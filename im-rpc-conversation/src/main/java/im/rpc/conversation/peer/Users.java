package im.rpc.conversation.peer;

import im.common.context.RequestContext;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.userGrpc;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// Profiles, as rpc-user has them.
public final class Users {
  private final userGrpc.userBlockingStub user;

  /// Calls rpc-user through `rpc`.
  public Users(RpcClients rpc) {
    user = rpc.stub(ServiceName.USER, userGrpc::newBlockingStub);
  }

  /// The profiles of those of `userIDs` who exist, by id.
  public Map<String, UserInfo> profiles(Collection<String> userIDs) {
    Set<String> ids = new LinkedHashSet<>(userIDs);
    if (ids.isEmpty()) {
      return Map.of();
    }
    getDesignateUsersReq request = getDesignateUsersReq.newBuilder().addAllUserIDs(ids).build();
    Map<String, UserInfo> profiles = new HashMap<>();
    RequestContext.current()
        .asAdmin()
        .call(() -> user.getDesignateUsers(request))
        .getUsersInfoList()
        .forEach(profile -> profiles.put(profile.getUserID(), profile));
    return profiles;
  }
}
