package im.rpc.friend;

import im.proto.relation.FriendInfoOnly;
import im.proto.sdkws.BlackInfo;
import im.proto.sdkws.FriendInfo;
import im.proto.sdkws.PublicUserInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.friend.store.Black;
import im.rpc.friend.store.Friend;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Rows as clients see them. Times are in seconds in lists and in milliseconds elsewhere
/// (`reference/business-rules.md` 1.4). A user who is gone shows as his id without name and face.
final class Views {
  private Views() {}

  /// A friend in a list, with the public part of his profile.
  static FriendInfo listed(Friend friend, Map<String, UserInfo> profiles) {
    UserInfo profile = profiles.getOrDefault(friend.friendUserID(), UserInfo.getDefaultInstance());
    return info(friend)
        .setCreateTime(seconds(friend.createTime()))
        .setFriendUser(
            UserInfo.newBuilder()
                .setUserID(friend.friendUserID())
                .setNickname(profile.getNickname())
                .setFaceURL(profile.getFaceURL())
                .setEx(profile.getEx()))
        .build();
  }

  /// A friend beside his profile.
  static FriendInfo beside(Friend friend) {
    return info(friend).setCreateTime(friend.createTime()).build();
  }

  /// A friend for other services.
  static FriendInfoOnly plain(Friend friend) {
    return FriendInfoOnly.newBuilder()
        .setOwnerUserID(friend.ownerUserID())
        .setFriendUserID(friend.friendUserID())
        .setRemark(friend.remark())
        .setCreateTime(friend.createTime())
        .setAddSource(friend.addSource())
        .setOperatorUserID(friend.operatorUserID())
        .setEx(friend.ex())
        .setIsPinned(friend.isPinned())
        .build();
  }

  /// An entry in a black list, with the public profile.
  static BlackInfo listed(Black black, Map<String, UserInfo> profiles) {
    return named(black, profiles).setCreateTime(seconds(black.createTime())).build();
  }

  /// An entry that was asked for by id, with the public profile.
  static BlackInfo specified(Black black, Map<String, UserInfo> profiles) {
    return named(black, profiles).setCreateTime(black.createTime()).build();
  }

  /// An entry beside the profile.
  static BlackInfo beside(Black black) {
    return info(black).setCreateTime(black.createTime()).build();
  }

  private static FriendInfo.Builder info(Friend friend) {
    return FriendInfo.newBuilder()
        .setOwnerUserID(friend.ownerUserID())
        .setRemark(friend.remark())
        .setAddSource(friend.addSource())
        .setOperatorUserID(friend.operatorUserID())
        .setEx(friend.ex())
        .setIsPinned(friend.isPinned());
  }

  private static BlackInfo.Builder named(Black black, Map<String, UserInfo> profiles) {
    UserInfo profile = profiles.getOrDefault(black.blockUserID(), UserInfo.getDefaultInstance());
    return info(black)
        .setBlackUserInfo(
            PublicUserInfo.newBuilder()
                .setUserID(black.blockUserID())
                .setNickname(profile.getNickname())
                .setFaceURL(profile.getFaceURL())
                .setEx(profile.getEx()));
  }

  private static BlackInfo.Builder info(Black black) {
    return BlackInfo.newBuilder()
        .setOwnerUserID(black.ownerUserID())
        .setAddSource(black.addSource())
        .setOperatorUserID(black.operatorUserID())
        .setEx(black.ex());
  }

  private static long seconds(long milliseconds) {
    return TimeUnit.MILLISECONDS.toSeconds(milliseconds);
  }
}
