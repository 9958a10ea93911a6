package im.rpc.msg.read;

import im.common.message.ConversationIDs;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.common.sequence.UserSequences;
import im.proto.ext.GetGroupReadCursorsReq;
import im.proto.ext.GetGroupReadCursorsResp;
import im.proto.ext.GroupReadCursor;
import im.proto.group.GetGroupMemberListReq;
import im.proto.group.GetGroupMemberListResp;
import im.proto.group.groupGrpc;
import im.proto.group.groupGrpc.groupBlockingStub;
import im.proto.sdkws.GroupMemberFullInfo;
import java.util.List;
import java.util.Map;

/// Who has read how far in a group, a page of its members at a time: what it costs follows from the
/// page, not from the group or its messages.
public final class GroupReadCursors {
  private final groupBlockingStub groups;
  private final UserSequences users;

  /// Asks the group service for members and `users` for their positions.
  public GroupReadCursors(RpcClients rpc, UserSequences users) {
    groups = rpc.stub(ServiceName.GROUP, groupGrpc::newBlockingStub);
    this.users = users;
  }

  /// The page. The group service is asked as the caller and refuses with 1002 who is neither a
  /// member nor an app admin.
  public GetGroupReadCursorsResp page(GetGroupReadCursorsReq request) {
    GetGroupMemberListResp members =
        groups.getGroupMemberList(
            GetGroupMemberListReq.newBuilder()
                .setGroupID(request.getGroupID())
                .setPagination(request.getPagination())
                .build());
    List<String> userIDs =
        members.getMembersList().stream().map(GroupMemberFullInfo::getUserID).toList();
    Map<String, Long> read = users.readSeqsOf(userIDs, ConversationIDs.group(request.getGroupID()));
    GetGroupReadCursorsResp.Builder page =
        GetGroupReadCursorsResp.newBuilder().setTotal(members.getTotal());
    for (String userID : userIDs) {
      long seq = read.getOrDefault(userID, 0L);
      if (seq >= request.getSeq()) {
        page.addCursors(GroupReadCursor.newBuilder().setUserID(userID).setHasReadSeq(seq));
      }
    }
    return page.build();
  }
}
