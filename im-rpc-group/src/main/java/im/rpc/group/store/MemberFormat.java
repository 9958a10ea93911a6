package im.rpc.group.store;

import im.common.cache.GoStruct;
import im.common.cache.ValueFormat;
import im.proto.sdkws.GroupMemberFullInfo;

/// A member under `GROUP_MEMBER_INFO:<groupID>-<userID>` in Redis, as the reference's services
/// write it: with his own nickname and face of this group only.
final class MemberFormat implements ValueFormat<GroupMemberFullInfo> {
  @Override
  public String write(GroupMemberFullInfo member) {
    return GoStruct.empty()
        .put("GroupID", member.getGroupID())
        .put("UserID", member.getUserID())
        .put("Nickname", member.getNickname())
        .put("FaceURL", member.getFaceURL())
        .put("RoleLevel", member.getRoleLevel())
        .put("JoinTime", GoStruct.time(member.getJoinTime()))
        .put("JoinSource", member.getJoinSource())
        .put("InviterUserID", member.getInviterUserID())
        .put("OperatorUserID", member.getOperatorUserID())
        .put("MuteEndTime", GoStruct.time(member.getMuteEndTime()))
        .put("Ex", member.getEx())
        .toString();
  }

  @Override
  public GroupMemberFullInfo read(String text) {
    GoStruct member = GoStruct.parse(text, "UserID");
    return GroupMemberFullInfo.newBuilder()
        .setGroupID(member.text("GroupID"))
        .setUserID(member.text("UserID"))
        .setNickname(member.text("Nickname"))
        .setFaceURL(member.text("FaceURL"))
        .setRoleLevel(member.number("RoleLevel"))
        .setJoinTime(Rows.wireTime(member.millis("JoinTime")))
        .setJoinSource(member.number("JoinSource"))
        .setInviterUserID(member.text("InviterUserID"))
        .setOperatorUserID(member.text("OperatorUserID"))
        .setMuteEndTime(Rows.wireTime(member.millis("MuteEndTime")))
        .setEx(member.text("Ex"))
        .build();
  }
}
