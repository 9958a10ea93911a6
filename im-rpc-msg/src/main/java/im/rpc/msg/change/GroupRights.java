package im.rpc.msg.change;

import im.common.message.Role;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import im.rpc.msg.facts.ChatFacts;

/// Whose messages a member may take from a group: the owner everybody's, an admin those of ordinary
/// members and of people who left, anybody his own.
final class GroupRights {
  private GroupRights() {}

  static boolean mayRemove(ChatFacts facts, GroupMemberFullInfo member, MsgData message) {
    if (isOwner(member) || message.getSendID().equals(member.getUserID())) {
      return true;
    }
    return member.getRoleLevel() == Role.ADMIN
        && facts
            .findMember(message.getGroupID(), message.getSendID())
            .map(sender -> sender.getRoleLevel() < Role.ADMIN)
            .orElse(true);
  }

  static boolean isOwner(GroupMemberFullInfo member) {
    return member.getRoleLevel() == Role.OWNER;
  }
}
