package im.rpc.friend.peer;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
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

  /// Refuses with 1004 unless all of `userIDs` exist. An id that is named twice is refused as well:
  /// clients know that answer (`reference/business-rules.md` 1.6).
  public void requireDistinct(Collection<String> userIDs) {
    Map<String, UserInfo> known = profiles(userIDs);
    if (known.size() != userIDs.size()) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "userIDs: %d ids, %d users (expected: different users who exist)"
              .formatted(userIDs.size(), known.size()));
    }
  }
}
