package im.rpc.conversation.peer;

import im.common.context.RequestContext;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.groupGrpc;
import im.proto.sdkws.GroupInfo;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

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
    RequestContext.current()
        .asAdmin()
        .call(() -> group.getGroupsInfo(request))
        .getGroupInfosList()
        .forEach(info -> infos.put(info.getGroupID(), info));
    return infos;
  }
}
