package im.rpc.group;

import im.common.rpc.Replies;
import im.proto.group.BatchGetIncrementalGroupMemberReq;
import im.proto.group.BatchGetIncrementalGroupMemberResp;
import im.proto.group.CancelMuteGroupMemberReq;
import im.proto.group.CancelMuteGroupMemberResp;
import im.proto.group.CancelMuteGroupReq;
import im.proto.group.CancelMuteGroupResp;
import im.proto.group.CreateGroupReq;
import im.proto.group.CreateGroupResp;
import im.proto.group.DismissGroupReq;
import im.proto.group.DismissGroupResp;
import im.proto.group.GetFullGroupMemberUserIDsReq;
import im.proto.group.GetFullGroupMemberUserIDsResp;
import im.proto.group.GetFullJoinGroupIDsReq;
import im.proto.group.GetFullJoinGroupIDsResp;
import im.proto.group.GetGroupAbstractInfoReq;
import im.proto.group.GetGroupAbstractInfoResp;
import im.proto.group.GetGroupApplicationListReq;
import im.proto.group.GetGroupApplicationListResp;
import im.proto.group.GetGroupApplicationUnhandledCountReq;
import im.proto.group.GetGroupApplicationUnhandledCountResp;
import im.proto.group.GetGroupInfoCacheReq;
import im.proto.group.GetGroupInfoCacheResp;
import im.proto.group.GetGroupMemberCacheReq;
import im.proto.group.GetGroupMemberCacheResp;
import im.proto.group.GetGroupMemberListReq;
import im.proto.group.GetGroupMemberListResp;
import im.proto.group.GetGroupMemberRoleLevelReq;
import im.proto.group.GetGroupMemberRoleLevelResp;
import im.proto.group.GetGroupMemberUserIDsReq;
import im.proto.group.GetGroupMemberUserIDsResp;
import im.proto.group.GetGroupMembersCMSReq;
import im.proto.group.GetGroupMembersCMSResp;
import im.proto.group.GetGroupMembersInfoReq;
import im.proto.group.GetGroupMembersInfoResp;
import im.proto.group.GetGroupsInfoReq;
import im.proto.group.GetGroupsInfoResp;
import im.proto.group.GetGroupsReq;
import im.proto.group.GetGroupsResp;
import im.proto.group.GetJoinedGroupListReq;
import im.proto.group.GetJoinedGroupListResp;
import im.proto.group.GetSpecifiedUserGroupRequestInfoReq;
import im.proto.group.GetSpecifiedUserGroupRequestInfoResp;
import im.proto.group.GetUserInGroupMembersReq;
import im.proto.group.GetUserInGroupMembersResp;
import im.proto.group.GetUserReqApplicationListReq;
import im.proto.group.GetUserReqApplicationListResp;
import im.proto.group.GroupApplicationResponseReq;
import im.proto.group.GroupApplicationResponseResp;
import im.proto.group.GroupCreateCountReq;
import im.proto.group.GroupCreateCountResp;
import im.proto.group.InviteUserToGroupReq;
import im.proto.group.InviteUserToGroupResp;
import im.proto.group.JoinGroupReq;
import im.proto.group.JoinGroupResp;
import im.proto.group.KickGroupMemberReq;
import im.proto.group.KickGroupMemberResp;
import im.proto.group.MuteGroupMemberReq;
import im.proto.group.MuteGroupMemberResp;
import im.proto.group.MuteGroupReq;
import im.proto.group.MuteGroupResp;
import im.proto.group.QuitGroupReq;
import im.proto.group.QuitGroupResp;
import im.proto.group.SetGroupInfoExReq;
import im.proto.group.SetGroupInfoExResp;
import im.proto.group.SetGroupInfoReq;
import im.proto.group.SetGroupInfoResp;
import im.proto.group.SetGroupMemberInfoReq;
import im.proto.group.SetGroupMemberInfoResp;
import im.proto.group.TransferGroupOwnerReq;
import im.proto.group.TransferGroupOwnerResp;
import im.proto.group.getGroupUsersReqApplicationListReq;
import im.proto.group.getGroupUsersReqApplicationListResp;
import im.proto.group.getIncrementalGroupMemberReq;
import im.proto.group.getIncrementalGroupMemberResp;
import im.proto.group.getIncrementalJoinGroupReq;
import im.proto.group.getIncrementalJoinGroupResp;
import im.proto.group.groupGrpc;
import im.proto.group.notificationUserInfoUpdateReq;
import im.proto.group.notificationUserInfoUpdateResp;
import im.rpc.group.handler.ApplicationHandler;
import im.rpc.group.handler.ApplicationQueries;
import im.rpc.group.handler.FoundingHandler;
import im.rpc.group.handler.GroupQueries;
import im.rpc.group.handler.JoiningHandler;
import im.rpc.group.handler.LeavingHandler;
import im.rpc.group.handler.MemberQueries;
import im.rpc.group.handler.MemberSettingsHandler;
import im.rpc.group.handler.MuteHandler;
import im.rpc.group.handler.ProfileHandler;
import im.rpc.group.handler.SettingsHandler;
import im.rpc.group.handler.SyncHandler;
import im.rpc.group.handler.TransferHandler;
import io.grpc.stub.StreamObserver;

/// The gRPC service `openim.group.group`: which handler answers which method. Interceptors have
/// validated the request before and turn what a handler throws into the answer.
final class GroupEndpoint extends groupGrpc.groupImplBase {
  /// The handlers of the service.
  record Handlers(
      FoundingHandler founding,
      JoiningHandler joining,
      LeavingHandler leaving,
      TransferHandler transfers,
      MuteHandler mutes,
      SettingsHandler settings,
      MemberSettingsHandler memberSettings,
      ApplicationHandler applications,
      ApplicationQueries applicationQueries,
      GroupQueries groupQueries,
      MemberQueries memberQueries,
      SyncHandler sync,
      ProfileHandler profiles) {}

  private final Handlers handlers;

  GroupEndpoint(Handlers handlers) {
    this.handlers = handlers;
  }

  @Override
  public void createGroup(CreateGroupReq request, StreamObserver<CreateGroupResp> out) {
    Replies.reply(out, handlers.founding().create(request));
  }

  @Override
  public void joinGroup(JoinGroupReq request, StreamObserver<JoinGroupResp> out) {
    Replies.reply(out, handlers.joining().join(request));
  }

  @Override
  public void inviteUserToGroup(
      InviteUserToGroupReq request, StreamObserver<InviteUserToGroupResp> out) {
    Replies.reply(out, handlers.joining().invite(request));
  }

  @Override
  public void quitGroup(QuitGroupReq request, StreamObserver<QuitGroupResp> out) {
    Replies.reply(out, handlers.leaving().quit(request));
  }

  @Override
  public void kickGroupMember(KickGroupMemberReq request, StreamObserver<KickGroupMemberResp> out) {
    Replies.reply(out, handlers.leaving().kick(request));
  }

  @Override
  public void dismissGroup(DismissGroupReq request, StreamObserver<DismissGroupResp> out) {
    Replies.reply(out, handlers.leaving().dismiss(request));
  }

  @Override
  public void transferGroupOwner(
      TransferGroupOwnerReq request, StreamObserver<TransferGroupOwnerResp> out) {
    Replies.reply(out, handlers.transfers().transfer(request));
  }

  @Override
  public void muteGroupMember(MuteGroupMemberReq request, StreamObserver<MuteGroupMemberResp> out) {
    Replies.reply(out, handlers.mutes().muteMember(request));
  }

  @Override
  public void cancelMuteGroupMember(
      CancelMuteGroupMemberReq request, StreamObserver<CancelMuteGroupMemberResp> out) {
    Replies.reply(out, handlers.mutes().unmuteMember(request));
  }

  @Override
  public void muteGroup(MuteGroupReq request, StreamObserver<MuteGroupResp> out) {
    Replies.reply(out, handlers.mutes().muteGroup(request));
  }

  @Override
  public void cancelMuteGroup(CancelMuteGroupReq request, StreamObserver<CancelMuteGroupResp> out) {
    Replies.reply(out, handlers.mutes().unmuteGroup(request));
  }

  @Override
  public void setGroupInfo(SetGroupInfoReq request, StreamObserver<SetGroupInfoResp> out) {
    Replies.reply(out, handlers.settings().set(request));
  }

  @Override
  public void setGroupInfoEx(SetGroupInfoExReq request, StreamObserver<SetGroupInfoExResp> out) {
    Replies.reply(out, handlers.settings().setEx(request));
  }

  @Override
  public void setGroupMemberInfo(
      SetGroupMemberInfoReq request, StreamObserver<SetGroupMemberInfoResp> out) {
    Replies.reply(out, handlers.memberSettings().set(request));
  }

  @Override
  public void groupApplicationResponse(
      GroupApplicationResponseReq request, StreamObserver<GroupApplicationResponseResp> out) {
    Replies.reply(out, handlers.applications().answer(request));
  }

  @Override
  public void getGroupApplicationList(
      GetGroupApplicationListReq request, StreamObserver<GetGroupApplicationListResp> out) {
    Replies.reply(out, handlers.applicationQueries().received(request));
  }

  @Override
  public void getGroupApplicationUnhandledCount(
      GetGroupApplicationUnhandledCountReq request,
      StreamObserver<GetGroupApplicationUnhandledCountResp> out) {
    Replies.reply(out, handlers.applicationQueries().countOpen(request));
  }

  @Override
  public void getUserReqApplicationList(
      GetUserReqApplicationListReq request, StreamObserver<GetUserReqApplicationListResp> out) {
    Replies.reply(out, handlers.applicationQueries().sent(request));
  }

  @Override
  public void getGroupUsersReqApplicationList(
      getGroupUsersReqApplicationListReq request,
      StreamObserver<getGroupUsersReqApplicationListResp> out) {
    Replies.reply(out, handlers.applicationQueries().ofUsers(request));
  }

  @Override
  public void getSpecifiedUserGroupRequestInfo(
      GetSpecifiedUserGroupRequestInfoReq request,
      StreamObserver<GetSpecifiedUserGroupRequestInfoResp> out) {
    Replies.reply(out, handlers.applicationQueries().ofUser(request));
  }

  @Override
  public void getGroupsInfo(GetGroupsInfoReq request, StreamObserver<GetGroupsInfoResp> out) {
    Replies.reply(out, handlers.groupQueries().infos(request));
  }

  @Override
  public void getGroupInfoCache(
      GetGroupInfoCacheReq request, StreamObserver<GetGroupInfoCacheResp> out) {
    Replies.reply(out, handlers.groupQueries().infoCache(request));
  }

  @Override
  public void getJoinedGroupList(
      GetJoinedGroupListReq request, StreamObserver<GetJoinedGroupListResp> out) {
    Replies.reply(out, handlers.groupQueries().joined(request));
  }

  @Override
  public void getGroups(GetGroupsReq request, StreamObserver<GetGroupsResp> out) {
    Replies.reply(out, handlers.groupQueries().search(request));
  }

  @Override
  public void getGroupAbstractInfo(
      GetGroupAbstractInfoReq request, StreamObserver<GetGroupAbstractInfoResp> out) {
    Replies.reply(out, handlers.groupQueries().abstracts(request));
  }

  @Override
  public void groupCreateCount(
      GroupCreateCountReq request, StreamObserver<GroupCreateCountResp> out) {
    Replies.reply(out, handlers.groupQueries().createCount(request));
  }

  @Override
  public void getGroupMemberList(
      GetGroupMemberListReq request, StreamObserver<GetGroupMemberListResp> out) {
    Replies.reply(out, handlers.memberQueries().list(request));
  }

  @Override
  public void getGroupMembersCMS(
      GetGroupMembersCMSReq request, StreamObserver<GetGroupMembersCMSResp> out) {
    Replies.reply(out, handlers.memberQueries().listForConsole(request));
  }

  @Override
  public void getGroupMembersInfo(
      GetGroupMembersInfoReq request, StreamObserver<GetGroupMembersInfoResp> out) {
    Replies.reply(out, handlers.memberQueries().infos(request));
  }

  @Override
  public void getGroupMemberUserIDs(
      GetGroupMemberUserIDsReq request, StreamObserver<GetGroupMemberUserIDsResp> out) {
    Replies.reply(out, handlers.memberQueries().userIDs(request));
  }

  @Override
  public void getGroupMemberRoleLevel(
      GetGroupMemberRoleLevelReq request, StreamObserver<GetGroupMemberRoleLevelResp> out) {
    Replies.reply(out, handlers.memberQueries().withRoles(request));
  }

  @Override
  public void getGroupMemberCache(
      GetGroupMemberCacheReq request, StreamObserver<GetGroupMemberCacheResp> out) {
    Replies.reply(out, handlers.memberQueries().memberCache(request));
  }

  @Override
  public void getUserInGroupMembers(
      GetUserInGroupMembersReq request, StreamObserver<GetUserInGroupMembersResp> out) {
    Replies.reply(out, handlers.memberQueries().ofUser(request));
  }

  @Override
  public void getIncrementalGroupMember(
      getIncrementalGroupMemberReq request, StreamObserver<getIncrementalGroupMemberResp> out) {
    Replies.reply(out, handlers.sync().members(request));
  }

  @Override
  public void batchGetIncrementalGroupMember(
      BatchGetIncrementalGroupMemberReq request,
      StreamObserver<BatchGetIncrementalGroupMemberResp> out) {
    Replies.reply(out, handlers.sync().membersOfSeveral(request));
  }

  @Override
  public void getIncrementalJoinGroup(
      getIncrementalJoinGroupReq request, StreamObserver<getIncrementalJoinGroupResp> out) {
    Replies.reply(out, handlers.sync().joined(request));
  }

  @Override
  public void getFullGroupMemberUserIDs(
      GetFullGroupMemberUserIDsReq request, StreamObserver<GetFullGroupMemberUserIDsResp> out) {
    Replies.reply(out, handlers.sync().memberIDs(request));
  }

  @Override
  public void getFullJoinGroupIDs(
      GetFullJoinGroupIDsReq request, StreamObserver<GetFullJoinGroupIDsResp> out) {
    Replies.reply(out, handlers.sync().joinedIDs(request));
  }

  @Override
  public void notificationUserInfoUpdate(
      notificationUserInfoUpdateReq request, StreamObserver<notificationUserInfoUpdateResp> out) {
    Replies.reply(out, handlers.profiles().changed(request));
  }
}
