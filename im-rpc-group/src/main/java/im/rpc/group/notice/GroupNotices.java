package im.rpc.group.notice;

import com.google.protobuf.Message;
import im.common.message.ContentType;
import im.common.notification.Notification;
import im.common.notification.Notifier;
import im.proto.sdkws.GroupCancelMutedTips;
import im.proto.sdkws.GroupCreatedTips;
import im.proto.sdkws.GroupDismissedTips;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupInfoSetAnnouncementTips;
import im.proto.sdkws.GroupInfoSetNameTips;
import im.proto.sdkws.GroupInfoSetTips;
import im.proto.sdkws.GroupMemberCancelMutedTips;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.GroupMemberInfoSetTips;
import im.proto.sdkws.GroupMemberMutedTips;
import im.proto.sdkws.GroupMutedTips;
import im.proto.sdkws.GroupOwnerTransferredTips;
import im.proto.sdkws.MemberEnterTips;
import im.proto.sdkws.MemberInvitedTips;
import im.proto.sdkws.MemberKickedTips;
import im.proto.sdkws.MemberQuitTips;
import im.rpc.group.store.Stamp;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Tells a group's members what happened in it. Groups come with owner and number of members as
/// they are after the event, members filled with their profiles. `chatCopy` null takes the
/// configuration's word on whether the chat shows the event.
public final class GroupNotices {
  private final Notifier notifier;
  private final Operators operators;

  /// Sends through `notifier`; `operators` shows the caller.
  public GroupNotices(Notifier notifier, Operators operators) {
    this.notifier = notifier;
    this.operators = operators;
  }

  /// 1501: the group was founded with `members`, the owner first.
  public void created(
      GroupInfo group,
      GroupMemberFullInfo operator,
      List<GroupMemberFullInfo> members,
      GroupMemberFullInfo owner,
      Stamp stamp,
      @Nullable Boolean chatCopy) {
    send(
        ContentType.GROUP_CREATED,
        group,
        GroupCreatedTips.newBuilder()
            .setGroup(group)
            .setOpUser(operator)
            .addAllMemberList(members)
            .setOperationTime(group.getCreateTime())
            .setGroupOwnerUser(owner)
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        chatCopy);
  }

  /// 1502: something other than name and announcement was set.
  public void infoSet(GroupInfo group, Stamp stamp) {
    notifier.send(
        notification(
                ContentType.GROUP_INFO_SET,
                group,
                GroupInfoSetTips.newBuilder()
                    .setOpUser(operators.caller(group.getGroupID()))
                    .setGroup(group)
                    .setGroupMemberVersion(stamp.version())
                    .setGroupMemberVersionID(stamp.versionID())
                    .build())
            .withSenderProfile()
            .build());
  }

  /// 1519: the announcement was set, or withdrawn when it is empty; only the former shows in the
  /// chat.
  public void announcementSet(GroupInfo group, Stamp stamp) {
    notifier.send(
        notification(
                ContentType.GROUP_ANNOUNCEMENT_SET,
                group,
                GroupInfoSetAnnouncementTips.newBuilder()
                    .setOpUser(operators.caller(group.getGroupID()))
                    .setGroup(group)
                    .setGroupMemberVersion(stamp.version())
                    .setGroupMemberVersionID(stamp.versionID())
                    .build())
            .chatCopy(!group.getNotification().isEmpty())
            .withSenderProfile()
            .build());
  }

  /// 1520: the group was renamed.
  public void nameSet(GroupInfo group, Stamp stamp) {
    send(
        ContentType.GROUP_NAME_SET,
        group,
        GroupInfoSetNameTips.newBuilder()
            .setOpUser(operators.caller(group.getGroupID()))
            .setGroup(group)
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        null);
  }

  /// 1504: `member` left by himself.
  public void quit(GroupInfo group, GroupMemberFullInfo member, Stamp stamp) {
    send(
        ContentType.MEMBER_QUIT,
        group,
        MemberQuitTips.newBuilder()
            .setGroup(group)
            .setQuitUser(member)
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        null);
  }

  /// Who was removed in one version step.
  public record Kicked(List<GroupMemberFullInfo> members, Stamp stamp) {}

  /// 1508: members were removed; one notification for each version step.
  public void kicked(GroupInfo group, List<Kicked> steps, @Nullable Boolean chatCopy) {
    GroupMemberFullInfo operator = operators.caller(group.getGroupID());
    for (Kicked step : steps) {
      send(
          ContentType.MEMBER_KICKED,
          group,
          MemberKickedTips.newBuilder()
              .setGroup(group)
              .setOpUser(operator)
              .addAllKickedUserList(step.members())
              .setGroupMemberVersion(step.stamp().version())
              .setGroupMemberVersionID(step.stamp().versionID())
              .build(),
          chatCopy);
    }
  }

  /// Who invited whom, as tips show them.
  ///
  /// @param operator who did it
  /// @param inviter in whose name
  /// @param invited the new members
  public record Invitation(
      GroupMemberFullInfo operator,
      GroupMemberFullInfo inviter,
      List<GroupMemberFullInfo> invited) {}

  /// 1509: the invited came in.
  public void invited(
      GroupInfo group, Invitation invitation, Stamp stamp, @Nullable Boolean chatCopy) {
    send(
        ContentType.MEMBER_INVITED,
        group,
        MemberInvitedTips.newBuilder()
            .setGroup(group)
            .setOpUser(invitation.operator())
            .setInviterUser(invitation.inviter())
            .addAllInvitedUserList(invitation.invited())
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        chatCopy);
  }

  /// 1510: `entrant` came in by himself at `time`, ms.
  public void entered(GroupInfo group, GroupMemberFullInfo entrant, long time, Stamp stamp) {
    send(
        ContentType.MEMBER_ENTER,
        group,
        MemberEnterTips.newBuilder()
            .setGroup(group)
            .setEntrantUser(entrant)
            .setOperationTime(time)
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        null);
  }

  /// 1511: the group is no more. The push service removes the members when it has told them.
  public void dismissed(GroupInfo group, @Nullable Boolean chatCopy) {
    send(
        ContentType.GROUP_DISMISSED,
        group,
        GroupDismissedTips.newBuilder()
            .setGroup(group)
            .setOpUser(operators.caller(group.getGroupID()))
            .build(),
        chatCopy);
  }

  /// 1507: `newOwner` took over from `oldOwner`; both as they are now.
  public void transferred(
      GroupInfo group, GroupMemberFullInfo oldOwner, GroupMemberFullInfo newOwner, Stamp stamp) {
    send(
        ContentType.GROUP_OWNER_TRANSFERRED,
        group,
        GroupOwnerTransferredTips.newBuilder()
            .setGroup(group)
            .setOpUser(operators.caller(group.getGroupID()))
            .setNewGroupOwner(newOwner)
            .setOldGroupOwnerInfo(oldOwner)
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        null);
  }

  /// 1512: `member` may not speak for `seconds`.
  public void memberMuted(GroupInfo group, GroupMemberFullInfo member, int seconds, Stamp stamp) {
    send(
        ContentType.GROUP_MEMBER_MUTED,
        group,
        GroupMemberMutedTips.newBuilder()
            .setGroup(group)
            .setOpUser(operators.caller(group.getGroupID()))
            .setMutedUser(member)
            .setMutedSeconds(seconds)
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        null);
  }

  /// 1513: `member` may speak again.
  public void memberUnmuted(GroupInfo group, GroupMemberFullInfo member, Stamp stamp) {
    send(
        ContentType.GROUP_MEMBER_CANCEL_MUTED,
        group,
        GroupMemberCancelMutedTips.newBuilder()
            .setGroup(group)
            .setOpUser(operators.caller(group.getGroupID()))
            .setMutedUser(member)
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        null);
  }

  /// 1514: only owner and admins may speak.
  public void muted(GroupInfo group, Stamp stamp) {
    send(
        ContentType.GROUP_MUTED,
        group,
        GroupMutedTips.newBuilder()
            .setGroup(group)
            .setOpUser(operators.caller(group.getGroupID()))
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        null);
  }

  /// 1515: everybody may speak again.
  public void unmuted(GroupInfo group, Stamp stamp) {
    send(
        ContentType.GROUP_CANCEL_MUTED,
        group,
        GroupCancelMutedTips.newBuilder()
            .setGroup(group)
            .setOpUser(operators.caller(group.getGroupID()))
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .build(),
        null);
  }

  /// 1516, 1517 or 1518 (`contentType`): `member` has another name, face or text, or another role.
  public void memberSet(int contentType, GroupInfo group, GroupMemberFullInfo member, Stamp stamp) {
    memberSet(contentType, group, operators.caller(group.getGroupID()), member, stamp);
  }

  /// 1516: what the group shows of a member's profile changed.
  public void profileChanged(GroupInfo group, GroupMemberFullInfo member, Stamp stamp) {
    memberSet(
        ContentType.GROUP_MEMBER_INFO_SET,
        group,
        operators.profileChanger(group.getGroupID()),
        member,
        stamp);
  }

  private void memberSet(
      int contentType,
      GroupInfo group,
      GroupMemberFullInfo operator,
      GroupMemberFullInfo member,
      Stamp stamp) {
    send(
        contentType,
        group,
        GroupMemberInfoSetTips.newBuilder()
            .setGroup(group)
            .setOpUser(operator)
            .setChangedUser(member)
            .setGroupMemberVersion(stamp.version())
            .setGroupMemberVersionID(stamp.versionID())
            .setGroupSortVersion(stamp.sortVersion())
            .build(),
        null);
  }

  private void send(int contentType, GroupInfo group, Message tips, @Nullable Boolean chatCopy) {
    notifier.send(notification(contentType, group, tips).chatCopy(chatCopy).build());
  }

  private static Notification.Builder notification(int contentType, GroupInfo group, Message tips) {
    return Notification.of(contentType, Operators.callerID(), group.getGroupID(), tips);
  }
}
