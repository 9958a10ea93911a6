package im.rpc.group.store;

import im.common.cache.GoStruct;
import im.common.cache.ValueFormat;
import im.proto.sdkws.GroupInfo;

/// A group under `GROUP_INFO:<groupID>` in Redis, as the reference's services write it: without
/// owner and number of members.
final class GroupFormat implements ValueFormat<GroupInfo> {
  @Override
  public String write(GroupInfo group) {
    return GoStruct.empty()
        .put("GroupID", group.getGroupID())
        .put("GroupName", group.getGroupName())
        .put("Notification", group.getNotification())
        .put("Introduction", group.getIntroduction())
        .put("FaceURL", group.getFaceURL())
        .put("CreateTime", GoStruct.time(group.getCreateTime()))
        .put("Ex", group.getEx())
        .put("Status", group.getStatus())
        .put("CreatorUserID", group.getCreatorUserID())
        .put("GroupType", group.getGroupType())
        .put("NeedVerification", group.getNeedVerification())
        .put("LookMemberInfo", group.getLookMemberInfo())
        .put("ApplyMemberFriend", group.getApplyMemberFriend())
        .put("NotificationUpdateTime", GoStruct.time(group.getNotificationUpdateTime()))
        .put("NotificationUserID", group.getNotificationUserID())
        .toString();
  }

  @Override
  public GroupInfo read(String text) {
    GoStruct group = GoStruct.parse(text, "GroupID");
    return GroupInfo.newBuilder()
        .setGroupID(group.text("GroupID"))
        .setGroupName(group.text("GroupName"))
        .setNotification(group.text("Notification"))
        .setIntroduction(group.text("Introduction"))
        .setFaceURL(group.text("FaceURL"))
        .setCreateTime(Rows.wireTime(group.millis("CreateTime")))
        .setEx(group.text("Ex"))
        .setStatus(group.number("Status"))
        .setCreatorUserID(group.text("CreatorUserID"))
        .setGroupType(group.number("GroupType"))
        .setNeedVerification(group.number("NeedVerification"))
        .setLookMemberInfo(group.number("LookMemberInfo"))
        .setApplyMemberFriend(group.number("ApplyMemberFriend"))
        .setNotificationUpdateTime(Rows.wireTime(group.millis("NotificationUpdateTime")))
        .setNotificationUserID(group.text("NotificationUserID"))
        .build();
  }
}
