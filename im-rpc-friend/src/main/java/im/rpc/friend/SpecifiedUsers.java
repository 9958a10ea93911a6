package im.rpc.friend;

import im.common.error.Requirements;
import im.common.profile.UserProfiles;
import im.proto.relation.getSpecifiedFriendsInfoInfo;
import im.proto.relation.getSpecifiedFriendsInfoReq;
import im.proto.relation.getSpecifiedFriendsInfoResp;
import im.proto.sdkws.UserInfo;
import im.rpc.friend.store.Black;
import im.rpc.friend.store.BlackStore;
import im.rpc.friend.store.Friend;
import im.rpc.friend.store.FriendStore;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What an owner has to do with given users: profile, friendship, blocking.
final class SpecifiedUsers {
  private final FriendStore friends;
  private final BlackStore blacks;
  private final UserProfiles users;

  SpecifiedUsers(FriendStore friends, BlackStore blacks, UserProfiles users) {
    this.friends = friends;
    this.blacks = blacks;
    this.users = users;
  }

  /// In the order of the request; users who do not exist are left out.
  getSpecifiedFriendsInfoResp infos(getSpecifiedFriendsInfoReq request) {
    String owner = request.getOwnerUserID();
    List<String> ids = request.getUserIDListList();
    Requirements.requireDistinct("userIDList", ids);
    Map<String, UserInfo> profiles = users.of(ids);
    Map<String, Friend> friendOf = new HashMap<>();
    friends.find(owner, ids).forEach(friend -> friendOf.put(friend.friendUserID(), friend));
    Map<String, Black> blackOf = new HashMap<>();
    blacks.find(owner, ids).forEach(black -> blackOf.put(black.blockUserID(), black));

    getSpecifiedFriendsInfoResp.Builder infos = getSpecifiedFriendsInfoResp.newBuilder();
    for (String id : ids) {
      UserInfo profile = profiles.get(id);
      if (profile != null) {
        infos.addInfos(info(profile, friendOf, blackOf));
      }
    }
    return infos.build();
  }

  private static getSpecifiedFriendsInfoInfo info(
      UserInfo profile, Map<String, Friend> friendOf, Map<String, Black> blackOf) {
    getSpecifiedFriendsInfoInfo.Builder info =
        getSpecifiedFriendsInfoInfo.newBuilder().setUserInfo(profile);
    Friend friend = friendOf.get(profile.getUserID());
    if (friend != null) {
      info.setFriendInfo(Views.beside(friend));
    }
    Black black = blackOf.get(profile.getUserID());
    if (black != null) {
      info.setBlackInfo(Views.beside(black));
    }
    return info.build();
  }
}
