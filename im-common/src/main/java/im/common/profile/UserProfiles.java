package im.common.profile;

import com.google.common.collect.Lists;
import im.common.context.Together;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.userGrpc;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Profiles, asked from the user service on behalf of the caller.
public final class UserProfiles {
  private static final int USERS_PER_CALL = 500;
  private static final int CALLS_AT_ONCE = 4;

  private final userGrpc.userBlockingStub users;

  /// Asks the user service through `rpc`.
  public UserProfiles(RpcClients rpc) {
    users = rpc.stub(ServiceName.USER, userGrpc::newBlockingStub);
  }

  /// The profiles of those of `userIDs` who exist, by id; one call for every 500.
  public Map<String, UserInfo> of(Collection<String> userIDs) {
    List<List<String>> calls =
        Lists.partition(List.copyOf(new LinkedHashSet<>(userIDs)), USERS_PER_CALL);
    Map<String, UserInfo> found = new HashMap<>();
    for (List<UserInfo> some : Together.map(CALLS_AT_ONCE, calls, this::ask)) {
      some.forEach(user -> found.put(user.getUserID(), user));
    }
    return found;
  }

  /// The profile of `userID`; `missing` when there is none.
  public UserInfo require(String userID, ErrorCode missing) {
    UserInfo found = of(List.of(userID)).get(userID);
    if (found == null) {
      throw unknown(userID, missing);
    }
    return found;
  }

  /// The profiles of `userIDs`; `missing` when one of them is no user.
  public Map<String, UserInfo> require(Collection<String> userIDs, ErrorCode missing) {
    Map<String, UserInfo> found = of(userIDs);
    for (String userID : userIDs) {
      if (!found.containsKey(userID)) {
        throw unknown(userID, missing);
      }
    }
    return found;
  }

  /// Refuses with 1004 unless all of `userIDs` exist. An id that is named twice is refused as well:
  /// clients know that answer (`reference/business-rules.md` 1.6).
  public void requireDistinct(Collection<String> userIDs) {
    Map<String, UserInfo> known = of(userIDs);
    if (known.size() != userIDs.size()) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "userIDs: %d ids, %d users (expected: different users who exist)"
              .formatted(userIDs.size(), known.size()));
    }
  }

  private static ImException unknown(String userID, ErrorCode missing) {
    return missing.because("userID: " + userID + " (expected: a registered user)");
  }

  private List<UserInfo> ask(List<String> userIDs) {
    return users
        .getDesignateUsers(getDesignateUsersReq.newBuilder().addAllUserIDs(userIDs).build())
        .getUsersInfoList();
  }
}
