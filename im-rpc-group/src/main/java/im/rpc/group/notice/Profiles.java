package im.rpc.group.notice;

import im.common.error.ErrorCode;
import im.common.profile.UserProfiles;
import im.common.rpc.RpcClients;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.PublicUserInfo;
import im.proto.sdkws.UserInfo;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Users as the user service knows them, and members as clients see them.
public final class Profiles {
  private final UserProfiles users;

  /// Asks the user service through `rpc`.
  public Profiles(RpcClients rpc) {
    users = new UserProfiles(rpc);
  }

  /// As [UserProfiles#of].
  public Map<String, UserInfo> of(Collection<String> userIDs) {
    return users.of(userIDs);
  }

  /// As [UserProfiles#require(String, ErrorCode)].
  public UserInfo require(String userID, ErrorCode missing) {
    return users.require(userID, missing);
  }

  /// As [UserProfiles#require(Collection, ErrorCode)].
  public Map<String, UserInfo> require(Collection<String> userIDs, ErrorCode missing) {
    return users.require(userIDs, missing);
  }

  /// Members with the user's nickname and face where they have no own ones in the group.
  public List<GroupMemberFullInfo> fill(List<GroupMemberFullInfo> members) {
    return fill(members, shownBy(members));
  }

  /// The profiles of those of the members who show something of them.
  public Map<String, UserInfo> shownBy(List<GroupMemberFullInfo> members) {
    Set<String> needed = new LinkedHashSet<>();
    for (GroupMemberFullInfo member : members) {
      if (needsProfile(member)) {
        needed.add(member.getUserID());
      }
    }
    return needed.isEmpty() ? Map.of() : of(needed);
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
