package im.rpc.msg.facts;

import im.common.cache.CacheInvalidation;
import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.LocalCache;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.profile.UserProfiles;
import im.common.redis.RedisKeys;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.conversation.GetConversationReq;
import im.proto.conversation.conversationGrpc;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.group.GetGroupInfoCacheReq;
import im.proto.group.GetGroupMemberCacheReq;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.groupGrpc;
import im.proto.group.groupGrpc.groupBlockingStub;
import im.proto.relation.friendGrpc;
import im.proto.relation.friendGrpc.friendBlockingStub;
import im.proto.relation.isBlackReq;
import im.proto.relation.isFriendReq;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.UserInfo;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/// What the rules need to know of users, relations, groups and conversations, kept in this process
/// and dropped when their owners publish a change: an accepted message costs no call to another
/// service while nothing changes.
public final class ChatFacts {
  private static final int MAX_ENTRIES = 100_000;

  private final UserProfiles users;
  private final friendBlockingStub relations;
  private final groupBlockingStub groups;
  private final conversationBlockingStub conversations;
  private final LocalCache<UserInfo> profiles;
  private final LocalCache<Map<String, Boolean>> blocked;
  private final LocalCache<Map<String, Boolean>> befriended;
  private final LocalCache<GroupInfo> groupInfos;
  private final LocalCache<GroupMemberFullInfo> members;
  private final LocalCache<Integer> receiveOptions;

  /// Asks through `rpc`; forgets what `invalidation` names.
  public ChatFacts(RpcClients rpc, CacheInvalidation invalidation, MeterRegistry meters) {
    users = new UserProfiles(rpc);
    relations = rpc.stub(ServiceName.FRIEND, friendGrpc::newBlockingStub);
    groups = rpc.stub(ServiceName.GROUP, groupGrpc::newBlockingStub);
    conversations = rpc.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
    profiles = new LocalCache<>("msg_users", MAX_ENTRIES, invalidation, Topic.USER, meters);
    blocked = new LocalCache<>("msg_blacks", MAX_ENTRIES, invalidation, Topic.FRIEND, meters);
    befriended = new LocalCache<>("msg_friends", MAX_ENTRIES, invalidation, Topic.FRIEND, meters);
    groupInfos = new LocalCache<>("msg_groups", MAX_ENTRIES, invalidation, Topic.GROUP, meters);
    members = new LocalCache<>("msg_members", MAX_ENTRIES, invalidation, Topic.GROUP, meters);
    receiveOptions =
        new LocalCache<>("msg_recv_opts", MAX_ENTRIES, invalidation, Topic.CONVERSATION, meters);
  }

  /// The profile of a user.
  ///
  /// @throws ImException 1004 when there is no such user
  public UserInfo user(String userID) {
    return profiles.get(
        RedisKeys.user(userID),
        _ -> RequestContext.callAsAdmin(() -> users.require(userID, ErrorCode.RECORD_NOT_FOUND)));
  }

  /// True when `owner` has put `other` on the black list.
  public boolean hasBlocked(String owner, String other) {
    return blocked
        .get(RedisKeys.blackIDs(owner), _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            other,
            _ ->
                RequestContext.callAsAdmin(() ->
                    relations
                        .isBlack(
                            isBlackReq.newBuilder().setUserID1(owner).setUserID2(other).build())
                        .getInUser1Blacks()));
  }

  /// True when `owner` has `other` on the friend list.
  public boolean hasFriend(String owner, String other) {
    return befriended
        .get(RedisKeys.friendIDs(owner), _ -> new ConcurrentHashMap<>())
        .computeIfAbsent(
            other,
            _ ->
                RequestContext.callAsAdmin(() ->
                    relations
                        .isFriend(
                            isFriendReq.newBuilder().setUserID1(owner).setUserID2(other).build())
                        .getInUser1Friends()));
  }

  /// How `owner` wants to receive messages of a conversation; 0 when there is no such conversation
  /// yet.
  public int receiveOption(String owner, String conversationID) {
    return receiveOptions.get(
        RedisKeys.conversation(owner, conversationID),
        _ ->
            orElse(
                0,
                () ->
                    conversations
                        .getConversation(
                            GetConversationReq.newBuilder()
                                .setOwnerUserID(owner)
                                .setConversationID(conversationID)
                                .build())
                        .getConversation()
                        .getRecvMsgOpt()));
  }

  /// A group's settings and state.
  ///
  /// @throws ImException 1004 when there is no such group
  public GroupInfo group(String groupID) {
    return groupInfos.get(
        RedisKeys.group(groupID),
        _ ->
            RequestContext.callAsAdmin(() ->
                groups
                    .getGroupInfoCache(
                        GetGroupInfoCacheReq.newBuilder().setGroupID(groupID).build())
                    .getGroupInfo()));
  }

  /// A member of a group.
  ///
  /// @throws ImException 1203 when the user is not in the group
  public GroupMemberFullInfo member(String groupID, String userID) {
    // A miss is not kept: it must not outlive the moment in which the user joins.
    return members.get(
        RedisKeys.groupMember(groupID, userID),
        _ -> RequestContext.callAsAdmin(() -> loadMember(groupID, userID)));
  }

  /// A member of a group, or nothing when the user is not in it.
  public Optional<GroupMemberFullInfo> findMember(String groupID, String userID) {
    try {
      return Optional.of(member(groupID, userID));
    } catch (RuntimeException e) {
      ImException error = ErrorTable.of(e);
      if (error.is(ErrorCode.NOT_IN_GROUP_YET)) {
        return Optional.empty();
      }
      throw error;
    }
  }

  /// Profiles of those of `userIDs` that exist, by id.
  public Map<String, UserInfo> users(Collection<String> userIDs) {
    return RequestContext.callAsAdmin(() -> users.of(userIDs));
  }

  /// Those of `groupIDs` that exist, by id; one call.
  public Map<String, GroupInfo> groups(Collection<String> groupIDs) {
    Map<String, GroupInfo> found = new HashMap<>();
    if (!groupIDs.isEmpty()) {
      RequestContext.callAsAdmin(() ->
              groups.getGroupsInfo(
                  GetGroupsInfoReq.newBuilder().addAllGroupIDs(new HashSet<>(groupIDs)).build()))
          .getGroupInfosList()
          .forEach(group -> found.put(group.getGroupID(), group));
    }
    return found;
  }

  private GroupMemberFullInfo loadMember(String groupID, String userID) {
    try {
      return groups
          .getGroupMemberCache(
              GetGroupMemberCacheReq.newBuilder()
                  .setGroupID(groupID)
                  .setGroupMemberID(userID)
                  .build())
          .getMember();
    } catch (RuntimeException e) {
      ImException error = ErrorTable.of(e);
      throw error.is(ErrorCode.RECORD_NOT_FOUND) ? ErrorCode.NOT_IN_GROUP_YET.bare() : error;
    }
  }

  private static <T> T orElse(T absent, Supplier<T> call) {
    try {
      return RequestContext.callAsAdmin(call::get);
    } catch (RuntimeException e) {
      ImException error = ErrorTable.of(e);
      if (error.is(ErrorCode.RECORD_NOT_FOUND)) {
        return absent;
      }
      throw error;
    }
  }
}
