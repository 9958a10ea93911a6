package im.rpc.group.notice;

import com.google.common.collect.Lists;
import im.common.context.Together;
import im.common.error.ErrorCode;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.PublicUserInfo;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.userGrpc;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Users as the user service knows them, and members as clients see them.
public final class Profiles {
  private static final int USERS_PER_CALL = 500;
  private static final int CALLS_AT_ONCE = 4;

  private final userGrpc.userBlockingStub users;

  /// Asks the user service through `rpc`.
  public Profiles(RpcClients rpc) {
    users = rpc.stub(ServiceName.USER, userGrpc::newBlockingStub);
  }

  /// The profiles of `userIDs`, one call for every 500; unknown users are left out.
  public Map<String, UserInfo> of(Collection<String> userIDs) {
    List<List<String>> calls =
        Lists.partition(List.copyOf(new LinkedHashSet<>(userIDs)), USERS_PER_CALL);
    Map<String, UserInfo> found = new HashMap<>();
    for (List<UserInfo> some : Together.map(CALLS_AT_ONCE, calls, this::ask)) {
      some.forEach(user -> found.put(user.getUserID(), user));
    }
    return found;
  }

  private List<UserInfo> ask(List<String> userIDs) {
    return users
        .getDesignateUsers(getDesignateUsersReq.newBuilder().addAllUserIDs(userIDs).build())
        .getUsersInfoList();
  }

  /// The profiles of `userIDs`; `missing` when one of them is no user.
  public Map<String, UserInfo> require(Collection<String> userIDs, ErrorCode missing) {
    Map<String, UserInfo> found = of(userIDs);
    for (String userID : userIDs) {
      if (!found.containsKey(userID)) {
        throw missing.because("userID: " + userID + " (expected: a registered user)");
      }
    }
    return found;
  }

  /// Members with the user's nickname and face where they have no own ones in the group.
  public List<GroupMemberFullInfo> fill(List<GroupMemberFullInfo> members) {
    Set<String> needed = new LinkedHashSet<>();
    for (GroupMemberFullInfo member : members) {
      if (needsProfile(member)) {
        needed.add(member.getUserID());
      }
    }
    return needed.isEmpty() ? members : fill(members, of(needed));
  }

  /// One member, filled.
  public GroupMemberFullInfo fill(GroupMemberFullInfo member) {
    return fill(List.of(member)).getFirst();
  }

  /// Members filled from profiles that are known already.
  public static List<GroupMemberFullInfo> fill(
      List<GroupMemberFullInfo> members, Map<String, UserInfo> profiles) {
    return members.stream()
        .map(member -> {
          UserInfo profile = profiles.get(member.getUserID());
          return profile == null ? member : fill(member, profile);
        })
        .toList();
  }

  /// What anybody may see of a user.
  public static PublicUserInfo publicInfo(UserInfo user) {
    return PublicUserInfo.newBuilder()
        .setUserID(user.getUserID())
        .setNickname(user.getNickname())
        .setFaceURL(user.getFaceURL())
        .setEx(user.getEx())
        .build();
  }

  /// Whether the member shows something of his user profile.
  public static boolean needsProfile(GroupMemberFullInfo member) {
    return member.getNickname().isEmpty() || member.getFaceURL().isEmpty();
  }

  private static GroupMemberFullInfo fill(GroupMemberFullInfo member, UserInfo profile) {
    if (!needsProfile(member)) {
      return member;
    }
    GroupMemberFullInfo.Builder filled = member.toBuilder();
    if (member.getNickname().isEmpty()) {
      filled.setNickname(profile.getNickname());
    }
    if (member.getFaceURL().isEmpty()) {
      filled.setFaceURL(profile.getFaceURL());
    }
    return filled.build();
  }
}
