package im.rpc.msg;

import static im.common.rpc.Replies.reply;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.proto.conversation.Conversation;
import im.proto.conversation.GetConversationIDsReq;
import im.proto.conversation.GetConversationIDsResp;
import im.proto.conversation.GetConversationReq;
import im.proto.conversation.GetConversationResp;
import im.proto.conversation.GetConversationsReq;
import im.proto.conversation.GetConversationsResp;
import im.proto.conversation.GetPinnedConversationIDsReq;
import im.proto.conversation.GetPinnedConversationIDsResp;
import im.proto.conversation.SetConversationMinSeqReq;
import im.proto.conversation.SetConversationMinSeqResp;
import im.proto.conversation.UpdateConversationReq;
import im.proto.conversation.UpdateConversationResp;
import im.proto.conversation.conversationGrpc.conversationImplBase;
import im.proto.group.GetGroupInfoCacheReq;
import im.proto.group.GetGroupInfoCacheResp;
import im.proto.group.GetGroupMemberCacheReq;
import im.proto.group.GetGroupMemberCacheResp;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMemberUserIDsResp;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.GetGroupsInfoResp;
import im.proto.group.groupGrpc.groupImplBase;
import im.proto.relation.friendGrpc.friendImplBase;
import im.proto.relation.isBlackReq;
import im.proto.relation.isBlackResp;
import im.proto.relation.isFriendReq;
import im.proto.relation.isFriendResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.UserInfo;
import im.proto.user.getDesignateUsersReq;
import im.proto.user.getDesignateUsersResp;
import im.proto.user.userGrpc.userImplBase;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Stand-ins for the services beside rpc-msg that know what a test told them.
final class Peers {
  /// Conversations by owner and id.
  final Map<String, Map<String, Conversation>> conversations = new ConcurrentHashMap<>();

  /// Role of each member, by group and user.
  final Map<String, Map<String, Integer>> groups = new ConcurrentHashMap<>();

  final Map<String, Integer> levels = new ConcurrentHashMap<>();

  /// Global receive option by user.
  final Map<String, Integer> receiveOptions = new ConcurrentHashMap<>();

  /// Who has whom on his black list or friend list, as `owner other`.
  final Set<String> blacks = ConcurrentHashMap.newKeySet();

  final Set<String> friends = ConcurrentHashMap.newKeySet();

  void have(Conversation row) {
    conversations
        .computeIfAbsent(row.getOwnerUserID(), _ -> new ConcurrentHashMap<>())
        .put(row.getConversationID(), row);
  }

  void leave(String groupID, String userID) {
    groups.getOrDefault(groupID, Map.of()).remove(userID);
  }

  Conversation row(String owner, String conversationID) {
    return conversations
        .getOrDefault(owner, Map.of())
        .getOrDefault(conversationID, Conversation.getDefaultInstance());
  }

  /// Everybody exists whose id does not begin with `nobody`.
  final class User extends userImplBase {
    @Override
    public void getDesignateUsers(
        getDesignateUsersReq request, StreamObserver<getDesignateUsersResp> out) {
      getDesignateUsersResp.Builder users = getDesignateUsersResp.newBuilder();
      for (String id : request.getUserIDsList()) {
        if (!id.startsWith("nobody")) {
          users.addUsersInfo(
              UserInfo.newBuilder()
                  .setUserID(id)
                  .setNickname("name of " + id)
                  .setGlobalRecvMsgOpt(receiveOptions.getOrDefault(id, 0))
                  .setAppMangerLevel(levels.getOrDefault(id, 0)));
        }
      }
      reply(out, users.build());
    }
  }

  final class Friend extends friendImplBase {
    @Override
    public void isBlack(isBlackReq request, StreamObserver<isBlackResp> out) {
      String one = request.getUserID1();
      String two = request.getUserID2();
      reply(
          out,
          isBlackResp
              .newBuilder()
              .setInUser1Blacks(blacks.contains(one + " " + two))
              .setInUser2Blacks(blacks.contains(two + " " + one))
              .build());
    }

    @Override
    public void isFriend(isFriendReq request, StreamObserver<isFriendResp> out) {
      String one = request.getUserID1();
      String two = request.getUserID2();
      reply(
          out,
          isFriendResp
              .newBuilder()
              .setInUser1Friends(friends.contains(one + " " + two))
              .setInUser2Friends(friends.contains(two + " " + one))
              .build());
    }
  }

  final class Group extends groupImplBase {
    @Override
    public void getGroupInfoCache(
        GetGroupInfoCacheReq request, StreamObserver<GetGroupInfoCacheResp> out) {
      if (!groups.containsKey(request.getGroupID())) {
        throw ErrorCode.RECORD_NOT_FOUND.because("group");
      }
      reply(
          out, GetGroupInfoCacheResp.newBuilder().setGroupInfo(info(request.getGroupID())).build());
    }

    @Override
    public void getGroupsInfo(GetGroupsInfoReq request, StreamObserver<GetGroupsInfoResp> out) {
      GetGroupsInfoResp.Builder found = GetGroupsInfoResp.newBuilder();
      request.getGroupIDsList().stream()
          .filter(groups::containsKey)
          .forEach(id -> found.addGroupInfos(info(id)));
      reply(out, found.build());
    }

    @Override
    public void getGroupMemberCache(
        GetGroupMemberCacheReq request, StreamObserver<GetGroupMemberCacheResp> out) {
      Integer role =
          groups.getOrDefault(request.getGroupID(), Map.of()).get(request.getGroupMemberID());
      if (role == null) {
        throw ErrorCode.RECORD_NOT_FOUND.because("member");
      }
      reply(
          out,
          GetGroupMemberCacheResp.newBuilder()
              .setMember(
                  GroupMemberFullInfo.newBuilder()
                      .setGroupID(request.getGroupID())
                      .setUserID(request.getGroupMemberID())
                      .setRoleLevel(role))
              .build());
    }

    @Override
    public void getGroupMemberUserIDs(
        GetGroupMemberUserIDsReq request, StreamObserver<GetGroupMemberUserIDsResp> out) {
      reply(
          out,
          GetGroupMemberUserIDsResp.newBuilder()
              .addAllUserIDs(
                  new TreeMap<>(groups.getOrDefault(request.getGroupID(), Map.of())).keySet())
              .build());
    }

    private GroupInfo info(String groupID) {
      return GroupInfo.newBuilder()
          .setGroupID(groupID)
          .setGroupName("name of " + groupID)
          .setFaceURL("face of " + groupID)
          .setGroupType(2)
          .setMemberCount(groups.getOrDefault(groupID, Map.of()).size())
          .build();
    }
  }

  final class Conversations extends conversationImplBase {
    @Override
    public void getConversationIDs(
        GetConversationIDsReq request, StreamObserver<GetConversationIDsResp> out) {
      reply(
          out,
          GetConversationIDsResp.newBuilder()
              .addAllConversationIDs(
                  conversations.getOrDefault(request.getUserID(), Map.of()).keySet())
              .build());
    }

    @Override
    public void getConversations(
        GetConversationsReq request, StreamObserver<GetConversationsResp> out) {
      Map<String, Conversation> owned =
          conversations.getOrDefault(request.getOwnerUserID(), Map.of());
      GetConversationsResp.Builder found = GetConversationsResp.newBuilder();
      request.getConversationIDsList().stream()
          .filter(owned::containsKey)
          .forEach(id -> found.addConversations(owned.get(id)));
      reply(out, found.build());
    }

    @Override
    public void getConversation(
        GetConversationReq request, StreamObserver<GetConversationResp> out) {
      Conversation row = row(request.getOwnerUserID(), request.getConversationID());
      if (row.getConversationID().isEmpty()) {
        throw ErrorCode.RECORD_NOT_FOUND.because("conversation");
      }
      reply(out, GetConversationResp.newBuilder().setConversation(row).build());
    }

    @Override
    public void getPinnedConversationIDs(
        GetPinnedConversationIDsReq request, StreamObserver<GetPinnedConversationIDsResp> out) {
      reply(out, GetPinnedConversationIDsResp.getDefaultInstance());
    }

    @Override
    public void setConversationMinSeq(
        SetConversationMinSeqReq request, StreamObserver<SetConversationMinSeqResp> out) {
      requireServer();
      for (String owner : request.getOwnerUserIDList()) {
        have(
            row(owner, request.getConversationID()).toBuilder()
                .setMinSeq(request.getMinSeq())
                .build());
      }
      reply(out, SetConversationMinSeqResp.getDefaultInstance());
    }

    @Override
    public void updateConversation(
        UpdateConversationReq request, StreamObserver<UpdateConversationResp> out) {
      requireServer();
      for (String owner : request.getUserIDsList()) {
        have(
            row(owner, request.getConversationID()).toBuilder()
                .setLatestMsgDestructTime(request.getLatestMsgDestructTime().getValue())
                .build());
      }
      reply(out, UpdateConversationResp.getDefaultInstance());
    }

    private static void requireServer() {
      if (!RequestContext.current().temporaryAdmin()) {
        throw new AssertionError("called without the rights of the server");
      }
    }
  }
}
