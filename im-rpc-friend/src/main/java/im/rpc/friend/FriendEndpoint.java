package im.rpc.friend;

import static im.common.rpc.Replies.reply;

import im.proto.relation.GetSpecifiedBlacksReq;
import im.proto.relation.GetSpecifiedBlacksResp;
import im.proto.relation.addBlackReq;
import im.proto.relation.addBlackResp;
import im.proto.relation.applyToAddFriendReq;
import im.proto.relation.applyToAddFriendResp;
import im.proto.relation.deleteFriendReq;
import im.proto.relation.deleteFriendResp;
import im.proto.relation.friendGrpc.friendImplBase;
import im.proto.relation.getDesignatedFriendsApplyReq;
import im.proto.relation.getDesignatedFriendsApplyResp;
import im.proto.relation.getDesignatedFriendsReq;
import im.proto.relation.getDesignatedFriendsResp;
import im.proto.relation.getFriendIDsReq;
import im.proto.relation.getFriendIDsResp;
import im.proto.relation.getFriendInfoReq;
import im.proto.relation.getFriendInfoResp;
import im.proto.relation.getFullFriendUserIDsReq;
import im.proto.relation.getFullFriendUserIDsResp;
import im.proto.relation.getIncrementalBlacksReq;
import im.proto.relation.getIncrementalBlacksResp;
import im.proto.relation.getIncrementalFriendsApplyFromReq;
import im.proto.relation.getIncrementalFriendsApplyFromResp;
import im.proto.relation.getIncrementalFriendsApplyToReq;
import im.proto.relation.getIncrementalFriendsApplyToResp;
import im.proto.relation.getIncrementalFriendsReq;
import im.proto.relation.getIncrementalFriendsResp;
import im.proto.relation.getPaginationBlacksReq;
import im.proto.relation.getPaginationBlacksResp;
import im.proto.relation.getPaginationFriendsApplyFromReq;
import im.proto.relation.getPaginationFriendsApplyFromResp;
import im.proto.relation.getPaginationFriendsApplyToReq;
import im.proto.relation.getPaginationFriendsApplyToResp;
import im.proto.relation.getPaginationFriendsReq;
import im.proto.relation.getPaginationFriendsResp;
import im.proto.relation.getSelfUnhandledApplyCountReq;
import im.proto.relation.getSelfUnhandledApplyCountResp;
import im.proto.relation.getSpecifiedFriendsInfoReq;
import im.proto.relation.getSpecifiedFriendsInfoResp;
import im.proto.relation.importFriendReq;
import im.proto.relation.importFriendResp;
import im.proto.relation.isBlackReq;
import im.proto.relation.isBlackResp;
import im.proto.relation.isFriendReq;
import im.proto.relation.isFriendResp;
import im.proto.relation.notificationUserInfoUpdateReq;
import im.proto.relation.notificationUserInfoUpdateResp;
import im.proto.relation.removeBlackReq;
import im.proto.relation.removeBlackResp;
import im.proto.relation.respondFriendApplyReq;
import im.proto.relation.respondFriendApplyResp;
import im.proto.relation.setFriendRemarkReq;
import im.proto.relation.setFriendRemarkResp;
import im.proto.relation.updateFriendsReq;
import im.proto.relation.updateFriendsResp;
import io.grpc.stub.StreamObserver;

/// The gRPC face of the service: each method hands over to the class of its concern. Callers'
/// rights and the shape of requests are checked before, by the tables of im-common.
final class FriendEndpoint extends friendImplBase {
  private final FriendList friends;
  private final Applications applications;
  private final Blacks blacks;
  private final SpecifiedUsers specified;

  FriendEndpoint(
      FriendList friends, Applications applications, Blacks blacks, SpecifiedUsers specified) {
    this.friends = friends;
    this.applications = applications;
    this.blacks = blacks;
    this.specified = specified;
  }

  @Override
  public void applyToAddFriend(
      applyToAddFriendReq request, StreamObserver<applyToAddFriendResp> out) {
    applications.apply(request);
    reply(out, applyToAddFriendResp.getDefaultInstance());
  }

  @Override
  public void respondFriendApply(
      respondFriendApplyReq request, StreamObserver<respondFriendApplyResp> out) {
    applications.answer(request);
    reply(out, respondFriendApplyResp.getDefaultInstance());
  }

  @Override
  public void getPaginationFriendsApplyTo(
      getPaginationFriendsApplyToReq request, StreamObserver<getPaginationFriendsApplyToResp> out) {
    reply(out, applications.received(request));
  }

  @Override
  public void getPaginationFriendsApplyFrom(
      getPaginationFriendsApplyFromReq request,
      StreamObserver<getPaginationFriendsApplyFromResp> out) {
    reply(out, applications.sent(request));
  }

  @Override
  public void getIncrementalFriendsApplyTo(
      getIncrementalFriendsApplyToReq request,
      StreamObserver<getIncrementalFriendsApplyToResp> out) {
    reply(out, applications.receivedChanges(request));
  }

  @Override
  public void getIncrementalFriendsApplyFrom(
      getIncrementalFriendsApplyFromReq request,
      StreamObserver<getIncrementalFriendsApplyFromResp> out) {
    reply(out, applications.sentChanges(request));
  }

  @Override
  public void getDesignatedFriendsApply(
      getDesignatedFriendsApplyReq request, StreamObserver<getDesignatedFriendsApplyResp> out) {
    reply(
        out,
        getDesignatedFriendsApplyResp
            .newBuilder()
            .addAllFriendRequests(
                applications.between(request.getFromUserID(), request.getToUserID()))
            .build());
  }

  @Override
  public void getSelfUnhandledApplyCount(
      getSelfUnhandledApplyCountReq request, StreamObserver<getSelfUnhandledApplyCountResp> out) {
    reply(
        out,
        getSelfUnhandledApplyCountResp
            .newBuilder()
            .setCount(applications.countPending(request.getUserID(), request.getTime()))
            .build());
  }

  @Override
  public void getPaginationFriends(
      getPaginationFriendsReq request, StreamObserver<getPaginationFriendsResp> out) {
    reply(out, friends.page(request));
  }

  @Override
  public void getDesignatedFriends(
      getDesignatedFriendsReq request, StreamObserver<getDesignatedFriendsResp> out) {
    reply(
        out,
        getDesignatedFriendsResp
            .newBuilder()
            .addAllFriendsInfo(friends.designated(request))
            .build());
  }

  @Override
  public void getFriendInfo(getFriendInfoReq request, StreamObserver<getFriendInfoResp> out) {
    reply(out, getFriendInfoResp.newBuilder().addAllFriendInfos(friends.plain(request)).build());
  }

  @Override
  public void getFriendIDs(getFriendIDsReq request, StreamObserver<getFriendIDsResp> out) {
    reply(
        out,
        getFriendIDsResp.newBuilder().addAllFriendIDs(friends.ids(request.getUserID())).build());
  }

  @Override
  public void getSpecifiedFriendsInfo(
      getSpecifiedFriendsInfoReq request, StreamObserver<getSpecifiedFriendsInfoResp> out) {
    reply(out, specified.infos(request));
  }

  @Override
  public void isFriend(isFriendReq request, StreamObserver<isFriendResp> out) {
    reply(out, friends.isFriend(request));
  }

  @Override
  public void importFriends(importFriendReq request, StreamObserver<importFriendResp> out) {
    friends.importAll(request);
    reply(out, importFriendResp.getDefaultInstance());
  }

  @Override
  public void deleteFriend(deleteFriendReq request, StreamObserver<deleteFriendResp> out) {
    friends.delete(request);
    reply(out, deleteFriendResp.getDefaultInstance());
  }

  @Override
  public void setFriendRemark(setFriendRemarkReq request, StreamObserver<setFriendRemarkResp> out) {
    friends.setRemark(request);
    reply(out, setFriendRemarkResp.getDefaultInstance());
  }

  @Override
  public void updateFriends(updateFriendsReq request, StreamObserver<updateFriendsResp> out) {
    friends.update(request);
    reply(out, updateFriendsResp.getDefaultInstance());
  }

  @Override
  public void getIncrementalFriends(
      getIncrementalFriendsReq request, StreamObserver<getIncrementalFriendsResp> out) {
    reply(out, friends.changes(request));
  }

  @Override
  public void getFullFriendUserIDs(
      getFullFriendUserIDsReq request, StreamObserver<getFullFriendUserIDsResp> out) {
    reply(out, friends.fullIDs(request));
  }

  @Override
  public void notificationUserInfoUpdate(
      notificationUserInfoUpdateReq request, StreamObserver<notificationUserInfoUpdateResp> out) {
    friends.profileChanged(request.getUserID());
    reply(out, notificationUserInfoUpdateResp.getDefaultInstance());
  }

  @Override
  public void addBlack(addBlackReq request, StreamObserver<addBlackResp> out) {
    blacks.add(request);
    reply(out, addBlackResp.getDefaultInstance());
  }

  @Override
  public void removeBlack(removeBlackReq request, StreamObserver<removeBlackResp> out) {
    blacks.remove(request);
    reply(out, removeBlackResp.getDefaultInstance());
  }

  @Override
  public void isBlack(isBlackReq request, StreamObserver<isBlackResp> out) {
    reply(out, blacks.isBlack(request));
  }

  @Override
  public void getPaginationBlacks(
      getPaginationBlacksReq request, StreamObserver<getPaginationBlacksResp> out) {
    reply(out, blacks.page(request));
  }

  @Override
  public void getSpecifiedBlacks(
      GetSpecifiedBlacksReq request, StreamObserver<GetSpecifiedBlacksResp> out) {
    reply(out, blacks.specified(request));
  }

  @Override
  public void getIncrementalBlacks(
      getIncrementalBlacksReq request, StreamObserver<getIncrementalBlacksResp> out) {
    reply(out, blacks.changes(request));
  }
}
