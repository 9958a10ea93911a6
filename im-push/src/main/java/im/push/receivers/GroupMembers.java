package im.push.receivers;

import im.common.cache.LocalCache;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.redis.RedisKeys;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.groupGrpc;
import io.grpc.StatusRuntimeException;
import java.util.List;

/// The member ids of groups, asked from the group service once and kept until it announces a change
/// (`reference/redis-keys.tsv` GROUP_MEMBER_IDS).
public final class GroupMembers {
  private final LocalCache<List<String>> cache;
  private final groupGrpc.groupBlockingStub groups;

  /// `cache` must listen to the group topic.
  public GroupMembers(LocalCache<List<String>> cache, groupGrpc.groupBlockingStub groups) {
    this.cache = cache;
    this.groups = groups;
  }

  /// All members of `groupID` as an immutable list; empty when there is no such group.
  ///
  /// @throws ImException the group service's error
  public List<String> of(String groupID) {
    try {
      return cache.get(RedisKeys.groupMemberIDs(groupID), _ -> load(groupID));
    } catch (ImException e) {
      if (e.is(ErrorCode.RECORD_NOT_FOUND) || e.is(ErrorCode.GROUP_ID_NOT_FOUND)) {
        return List.of();
      }
      throw e;
    }
  }

  private List<String> load(String groupID) {
    GetGroupMemberUserIDsReq request =
        GetGroupMemberUserIDsReq.newBuilder().setGroupID(groupID).build();
    try {
      // The author of a message may already have left, so this is asked with the service's own
      // rights.
      return RequestContext.callAsAdmin(
          () -> List.copyOf(groups.getGroupMemberUserIDs(request).getUserIDsList()));
    } catch (StatusRuntimeException e) {
      throw ErrorTable.of(e);
    }
  }
}
