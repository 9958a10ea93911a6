package im.msgtransfer.peer;

import com.google.common.collect.Lists;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.groupGrpc.groupBlockingStub;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Who is in a group, asked from the group service with the rights of the caller.
public final class GroupMembers {
  private static final int USERS_PER_CALL = 1000;

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

  /// Those of `userIDs` who are members.
  public List<String> among(String groupID, Collection<String> userIDs) {
    List<String> present = new ArrayList<>();
    for (List<String> some : Lists.partition(List.copyOf(userIDs), USERS_PER_CALL)) {
      groups
          .getGroupMembersInfo(
              GetGroupMembersInfoReq.newBuilder().setGroupID(groupID).addAllUserIDs(some).build())
          .getMembersList()
          .forEach(member -> present.add(member.getUserID()));
    }
    return present;
  }
}
