package im.rpc.group.notice;

import im.common.access.Access;
import im.common.context.RequestContext;
import im.common.message.AppManagerLevel;
import im.common.message.Role;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.group.store.MemberStore;
import java.util.List;
import java.util.Optional;

/// Who did it, as tips show him (`reference/business-rules.md` 2.7).
public final class Operators {
  private final MemberStore members;
  private final Profiles profiles;
  private final Access access;

  /// Looks members up in `members` and users in `profiles`; `access` knows the app admins.
  public Operators(MemberStore members, Profiles profiles, Access access) {
    this.members = members;
    this.profiles = profiles;
    this.access = access;
  }

  /// The caller's id.
  public static String callerID() {
    return RequestContext.current().opUserID();
  }

  /// The caller as tips of `groupID` show him.
  public GroupMemberFullInfo caller(String groupID) {
    return show(groupID, callerID());
  }

  /// The caller as tips show him when he changed a user's profile: an app admin is named as the one
  /// who did it, too.
  public GroupMemberFullInfo profileChanger(String groupID) {
    GroupMemberFullInfo caller = caller(groupID);
    return access.isAdminID(callerID())
        ? caller.toBuilder().setOperatorUserID(callerID()).build()
        : caller;
  }

  /// A user as tips of `groupID` show him: an app admin always as one, a member as a member,
  /// anybody else under his profile.
  public GroupMemberFullInfo show(String groupID, String userID) {
    if (!access.isAdminID(userID)) {
      Optional<GroupMemberFullInfo> member = members.find(groupID, userID);
      if (member.isPresent()) {
        return profiles.fill(member.get());
      }
    }
    UserInfo profile =
        profiles.of(List.of(userID)).getOrDefault(userID, UserInfo.getDefaultInstance());
    return outsider(groupID, userID, profile);
  }

  private GroupMemberFullInfo outsider(String groupID, String userID, UserInfo profile) {
    GroupMemberFullInfo.Builder shown =
        GroupMemberFullInfo.newBuilder()
            .setGroupID(groupID)
            .setUserID(userID)
            .setNickname(profile.getNickname())
            .setFaceURL(profile.getFaceURL());
    return access.isAdminID(userID)
        ? shown.setRoleLevel(Role.ADMIN).setAppMangerLevel(AppManagerLevel.ADMIN).build()
        : shown.setOperatorUserID(userID).build();
  }
}
