package im.rpc.conversation.peer;

import im.common.context.RequestContext;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.groupGrpc;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Groups, as rpc-group has them.
public final class Groups {
  private final groupGrpc.groupBlockingStub group;

  /// Calls rpc-group through `rpc`.
  public Groups(RpcClients rpc) {
    group = rpc.stub(ServiceName.GROUP, groupGrpc::newBlockingStub);
  }

  /// Those of `groupIDs` that exist, by id.
  public Map<String, GroupInfo> infos(Collection<String> groupIDs) {
    Set<String> ids = new LinkedHashSet<>(groupIDs);
    if (ids.isEmpty()) {
      return Map.of();
    }
    GetGroupsInfoReq request = GetGroupsInfoReq.newBuilder().addAllGroupIDs(ids).build();
    Map<String, GroupInfo> infos = new HashMap<>();
    RequestContext.callAsAdmin(() -> group.getGroupsInfo(request))
        .getGroupInfosList()
        .forEach(info -> infos.put(info.getGroupID(), info));
    return infos;
  }

  /// Those of `userIDs` that are in the group now.
  public Set<String> membersAmong(String groupID, Collection<String> userIDs) {
    GetGroupMembersInfoReq request =
        GetGroupMembersInfoReq.newBuilder().setGroupID(groupID).addAllUserIDs(userIDs).build();
    return RequestContext.callAsAdmin(() -> group.getGroupMembersInfo(request))
        .getMembersList()
        .stream()
        .map(GroupMemberFullInfo::getUserID)
        .collect(Collectors.toUnmodifiableSet());
  }
}
