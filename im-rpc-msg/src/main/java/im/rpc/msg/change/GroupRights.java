package im.rpc.msg.change;

import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import im.rpc.msg.facts.ChatFacts;

/// Whose messages a member may take from a group: the owner everybody's, an admin those of ordinary
/// members and of people who left, anybody his own.
final class GroupRights {
  private static final int OWNER = 100;
  private static final int ADMIN = 60;

  private GroupRights() {}

  static boolean mayRemove(ChatFacts facts, GroupMemberFullInfo member, MsgData message) {
    if (isOwner(member) || message.getSendID().equals(member.getUserID())) {
      return true;
    }
    return member.getRoleLevel() == ADMIN
        && facts
            .findMember(message.getGroupID(), message.getSendID())
            .map(sender -> sender.getRoleLevel() < ADMIN)
            .orElse(true);
  }

  static boolean isOwner(GroupMemberFullInfo member) {
    return member.getRoleLevel() == OWNER;
  }
}
