package im.rpc.msg.statistics;

import im.common.message.ConversationIDs;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import im.common.profile.UserProfiles;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.groupGrpc;
import im.proto.group.groupGrpc.groupBlockingStub;
import im.proto.msg.ActiveGroup;
import im.proto.msg.ActiveUser;
import im.proto.msg.GetActiveGroupReq;
import im.proto.msg.GetActiveGroupResp;
import im.proto.msg.GetActiveUserReq;
import im.proto.msg.GetActiveUserResp;
import im.proto.sdkws.GroupInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.msg.statistics.MessageCounts.Answer;
import im.rpc.msg.statistics.MessageCounts.Question;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The busiest users and groups of a span of time (`reference/pipeline-storage.md`, GetActiveUser),
/// with their profiles. A page is a page: the second one begins where the first ends.
public final class Activity {
  private static final List<String> SINGLE_CHATS = List.of(ConversationIDs.SINGLE_PREFIX);
  private static final List<String> GROUP_CHATS =
      List.of(ConversationIDs.GROUP_PREFIX, ConversationIDs.WRITE_GROUP_PREFIX);
  private static final List<String> ALL_CHATS =
      List.of(
          ConversationIDs.SINGLE_PREFIX,
          ConversationIDs.GROUP_PREFIX,
          ConversationIDs.WRITE_GROUP_PREFIX);

  private final MessageCounts counts;
  private final UserProfiles users;
  private final groupBlockingStub groups;

  /// Counts in `mongo`; asks the other services for profiles.
  public Activity(Mongo mongo, RpcClients rpc) {
    counts = new MessageCounts(mongo);
    users = new UserProfiles(rpc);
    groups = rpc.stub(ServiceName.GROUP, groupGrpc::newBlockingStub);
  }

  /// Users by the messages they sent to others, and to groups if wanted.
  public GetActiveUserResp users(GetActiveUserReq request) {
    Answer answer =
        counts.count(
            new Question(
                request.getGroup() ? ALL_CHATS : SINGLE_CHATS,
                "send_id",
                request.getStart(),
                request.getEnd(),
                request.getAse()),
            Page.of(request.getPagination()));
    Map<String, UserInfo> profiles = users.of(answer.shown().keySet());
    GetActiveUserResp.Builder response =
        GetActiveUserResp.newBuilder()
            .setMsgCount(answer.messages())
            .setUserCount(answer.names())
            .putAllDateCount(answer.perDay());
    answer
        .shown()
        .forEach((userID, count) ->
            response.addUsers(
                ActiveUser.newBuilder()
                    .setUser(profiles.getOrDefault(userID, unknownUser(userID)))
                    .setCount(count)));
    return response.build();
  }

  /// Groups by the messages sent to them. Owner and number of members are left out, which nobody
  /// who counts messages needs and which would cost a look at every group.
  public GetActiveGroupResp groups(GetActiveGroupReq request) {
    Answer answer =
        counts.count(
            new Question(
                GROUP_CHATS, "group_id", request.getStart(), request.getEnd(), request.getAse()),
            Page.of(request.getPagination()));
    Map<String, GroupInfo> profiles = groupProfiles(answer.shown().keySet());
    GetActiveGroupResp.Builder response =
        GetActiveGroupResp.newBuilder()
            .setMsgCount(answer.messages())
            .setGroupCount(answer.names())
            .putAllDateCount(answer.perDay());
    answer
        .shown()
        .forEach((groupID, count) ->
            response.addGroups(
                ActiveGroup.newBuilder()
                    .setGroup(profiles.getOrDefault(groupID, unknownGroup(groupID)))
                    .setCount(count)));
    return response.build();
  }

  private Map<String, GroupInfo> groupProfiles(Iterable<String> groupIDs) {
    GetGroupsInfoReq request = GetGroupsInfoReq.newBuilder().addAllGroupIDs(groupIDs).build();
    return request.getGroupIDsCount() == 0
        ? Map.of()
        : groups.getGroupsInfo(request).getGroupInfosList().stream()
            .map(group -> group.toBuilder().clearOwnerUserID().clearMemberCount().build())
            .collect(
                Collectors.toMap(GroupInfo::getGroupID, Function.identity(), (first, _) -> first));
  }

  private static UserInfo unknownUser(String userID) {
    return UserInfo.newBuilder().setUserID(userID).setNickname(userID).build();
  }

  private static GroupInfo unknownGroup(String groupID) {
    return GroupInfo.newBuilder().setGroupID(groupID).setGroupName(groupID).build();
  }
}
