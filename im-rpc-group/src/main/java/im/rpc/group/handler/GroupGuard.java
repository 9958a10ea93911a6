package im.rpc.group.handler;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.GroupStatus;
import im.common.message.Role;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.rpc.group.notice.Operators;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupStore;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Checks that several handlers share: is the group there, and what is the caller in it.
public final class GroupGuard {
  private final GroupData data;
  private final Access access;

  /// Looks groups and members up in `data`; `access` knows the app admins.
  public GroupGuard(GroupData data, Access access) {
    this.data = data;
    this.access = access;
  }

  /// The group; 1004 when there is none, 1204 when it was dismissed.
  GroupInfo requireAlive(String groupID) {
    GroupInfo group = data.groups().require(groupID);
    if (group.getStatus() == GroupStatus.DISMISSED) {
      throw dismissed();
    }
    return group;
  }

  /// Refuses with 1004 a group that is unknown or dismissed.
  void requireThere(String groupID) {
    if (!data.groups().isAlive(groupID)) {
      throw GroupStore.unknown(groupID);
    }
  }

  /// Refuses with 1004 a caller who is not in the group, with 1002 one who does not manage it. App
  /// admins pass.
  void requireManager(String groupID) {
    if (access.isAdmin()) {
      return;
    }
    GroupMemberFullInfo caller = data.members().require(groupID, Operators.callerID());
    if (!Role.manages(caller.getRoleLevel())) {
      throw notAllowed("roleLevel: " + caller.getRoleLevel() + " (expected: owner or admin)");
    }
  }

  /// Refuses with 1002 everybody who does not manage the group, strangers too. App admins pass.
  void requireManagerAmongAll(String groupID) {
    if (access.isAdmin()) {
      return;
    }
    requireManagerAmongAll(
        groupID,
        data.members()
            .find(groupID, Operators.callerID())
            .map(GroupMemberFullInfo::getRoleLevel)
            .orElse(0));
  }

  /// As [#requireManagerAmongAll(String)], for each of the groups.
  void requireManagerAmongAll(Collection<String> groupIDs) {
    if (access.isAdmin()) {
      return;
    }
    Map<String, Integer> roles =
        data.members().findOfUser(Operators.callerID(), groupIDs).stream()
            .collect(
                Collectors.toMap(
                    GroupMemberFullInfo::getGroupID, GroupMemberFullInfo::getRoleLevel));
    groupIDs.forEach(groupID -> requireManagerAmongAll(groupID, roles.getOrDefault(groupID, 0)));
  }

  private static void requireManagerAmongAll(String groupID, int role) {
    if (!Role.manages(role)) {
      throw notAllowed("roleLevel: " + role + " (expected: owner or admin of " + groupID + ")");
    }
  }

  /// Refuses with 1002 a caller who is not in the group. App admins pass.
  void requireMember(String groupID) {
    if (!access.isAdmin() && !data.directory().isMember(groupID, Operators.callerID())) {
      throw notMember(groupID);
    }
  }

  /// As [#requireMember(String)], for each of the groups.
  void requireMember(Collection<String> groupIDs) {
    if (access.isAdmin()) {
      return;
    }
    Set<String> own = data.directory().groupsOf(Operators.callerID(), groupIDs);
    for (String groupID : groupIDs) {
      if (!own.contains(groupID)) {
        throw notMember(groupID);
      }
    }
  }

  private static ImException notMember(String groupID) {
    return notAllowed(
        "caller: " + Operators.callerID() + " (expected: a member of " + groupID + ")");
  }

  static ImException notAllowed(String detail) {
    return ErrorCode.NO_PERMISSION.because(detail);
  }

  /// 1204 says it all: clients get no detail with it.
  static ImException dismissed() {
    return ErrorCode.DISMISSED_ALREADY.bare();
  }
}
