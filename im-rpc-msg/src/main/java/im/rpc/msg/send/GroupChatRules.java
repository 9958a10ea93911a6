package im.rpc.msg.send;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.message.ContentType;
import im.common.message.GroupStatus;
import im.common.message.Role;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import im.rpc.msg.facts.ChatFacts;
import java.time.Clock;

/// Who may write into a group (`reference/pipeline-storage.md` 1.3, group).
final class GroupChatRules {
  private static final int SUPER_GROUP = 1;

  private final ChatFacts facts;
  private final Access access;
  private final Clock clock;

  GroupChatRules(ChatFacts facts, Access access, Clock clock) {
    this.facts = facts;
    this.access = access;
    this.clock = clock;
  }

  /// Refuses a message that its sender may not send to its group.
  ///
  /// @throws im.common.error.ImException 1204 dismissed, 1203 not a member, 1402 and 1403 muted,
  ///   1004 unknown, 1002 a notification that only the server sends
  void check(MsgData message) {
    GroupInfo group = facts.group(message.getGroupID());
    if (group.getStatus() == GroupStatus.DISMISSED
        && message.getContentType() != ContentType.GROUP_DISMISSED) {
      throw ErrorCode.DISMISSED_ALREADY.bare();
    }
    OwnNotices.refuseToOthers(message.getContentType(), access);
    boolean ofTheServer = ContentType.isNotification(message.getContentType()) && access.isAdmin();
    if (group.getGroupType() == SUPER_GROUP
        || access.isAdminID(message.getSendID())
        || ofTheServer) {
      return;
    }
    GroupMemberFullInfo member = facts.member(message.getGroupID(), message.getSendID());
    if (member.getRoleLevel() == Role.OWNER) {
      return;
    }
    if (member.getMuteEndTime() >= clock.millis()) {
      throw ErrorCode.MUTED_IN_GROUP.bare();
    }
    if (group.getStatus() == GroupStatus.MUTED && member.getRoleLevel() != Role.ADMIN) {
      throw ErrorCode.MUTED_GROUP.bare();
    }
  }
}
