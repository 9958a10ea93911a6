package im.msgtransfer.peer;

import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.groupGrpc.groupBlockingStub;
import im.proto.sdkws.GroupMemberFullInfo;
import java.util.Collection;
import java.util.List;

/// Who is in a group, asked from the group service with the rights of the caller.
public final class GroupMembers {
  private final groupBlockingStub groups;

  /// Asks `groups`.
  public GroupMembers(groupBlockingStub groups) {
    this.groups = groups;
  }

  /// The ids of all members.
  public List<String> all(String groupID) {
    return groups
        .getGroupMemberUserIDs(GetGroupMemberUserIDsReq.newBuilder().setGroupID(groupID).build())
        .getUserIDsList();
  }

  /// Those of `userIDs` who are members; at least one has to be given.
  public List<String> among(String groupID, Collection<String> userIDs) {
    return groups
        .getGroupMembersInfo(
            GetGroupMembersInfoReq.newBuilder().setGroupID(groupID).addAllUserIDs(userIDs).build())
        .getMembersList()
        .stream()
        .map(GroupMemberFullInfo::getUserID)
        .toList();
  }
}
