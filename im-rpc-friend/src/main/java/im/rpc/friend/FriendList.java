package im.rpc.friend;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.sync.IdHash;
import im.common.sync.IncrementalSync;
import im.common.sync.IncrementalSync.Known;
import im.common.sync.VersionHeader;
import im.common.sync.VersionLog;
import im.proto.relation.FriendInfoOnly;
import im.proto.relation.deleteFriendReq;
import im.proto.relation.getDesignatedFriendsReq;
import im.proto.relation.getFriendInfoReq;
import im.proto.relation.getFullFriendUserIDsReq;
import im.proto.relation.getFullFriendUserIDsResp;
import im.proto.relation.getIncrementalFriendsReq;
import im.proto.relation.getIncrementalFriendsResp;
import im.proto.relation.getPaginationFriendsReq;
import im.proto.relation.getPaginationFriendsResp;
import im.proto.relation.importFriendReq;
import im.proto.relation.isFriendReq;
import im.proto.relation.isFriendResp;
import im.proto.relation.setFriendRemarkReq;
import im.proto.relation.updateFriendsReq;
import im.proto.sdkws.FriendInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.friend.peer.Users;
import im.rpc.friend.store.Friend;
import im.rpc.friend.store.FriendChanges;
import im.rpc.friend.store.FriendStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// A user's friends: reading, changing, syncing (`reference/business-rules.md` 6.2, 3).
final class FriendList {
  private static final int IMPORTED = 1;

  private final FriendStore friends;
  private final VersionLog versions;
  private final Users users;
  private final FriendNotices notices;
  private final Clock clock;

  FriendList(
      FriendStore friends, VersionLog versions, Users users, FriendNotices notices, Clock clock) {
    this.friends = friends;
    this.versions = versions;
    this.users = users;
    this.notices = notices;
    this.clock = clock;
  }

  getPaginationFriendsResp page(getPaginationFriendsReq request) {
    String owner = request.getUserID();
    long total = friends.count(owner);
    Page page = Page.of(request.getPagination());
    List<Friend> rows =
        page.isPast(total) ? List.of() : friends.page(owner, page.skip(), page.limit());
    return getPaginationFriendsResp
        .newBuilder()
        .addAllFriendsInfo(listed(rows))
        .setTotal((int) total)
        .build();
  }

  /// Strangers are left out.
  List<FriendInfo> designated(getDesignatedFriendsReq request) {
    Requirements.requireDistinct("friendUserIDs", request.getFriendUserIDsList());
    return listed(friends.find(request.getOwnerUserID(), request.getFriendUserIDsList()));
  }

  /// Strangers are left out.
  List<FriendInfoOnly> plain(getFriendInfoReq request) {
    return friends.find(request.getOwnerUserID(), request.getFriendUserIDsList()).stream()
        .map(Views::plain)
        .toList();
  }

  List<String> ids(String userID) {
    return friends.ids(userID);
  }

  isFriendResp isFriend(isFriendReq request) {
    return isFriendResp
        .newBuilder()
        .setInUser1Friends(friends.has(request.getUserID1(), request.getUserID2()))
        .setInUser2Friends(friends.has(request.getUserID2(), request.getUserID1()))
        .build();
  }

  /// Makes friends without anybody being asked, in both directions.
  void importAll(importFriendReq request) {
    String owner = request.getOwnerUserID();
    List<String> ids = request.getFriendUserIDsList();
    List<String> everybody = new ArrayList<>(ids);
    everybody.add(owner);
    users.requireDistinct(everybody);
    String operator = RequestContext.current().opUserID();
    long now = clock.millis();
    List<Friend> rows = new ArrayList<>(2 * ids.size());
    for (String id : ids) {
      rows.add(Friend.made(owner, id, now, IMPORTED, operator));
      rows.add(Friend.made(id, owner, now, IMPORTED, operator));
    }
    friends.create(rows);
    ids.forEach(id -> notices.imported(owner, id));
  }

  /// Removes the friend from the owner's list only. A stranger is no error.
  void delete(deleteFriendReq request) {
    friends.delete(request.getOwnerUserID(), request.getFriendUserID());
    notices.deleted(request.getOwnerUserID(), request.getFriendUserID());
  }

  void setRemark(setFriendRemarkReq request) {
    String owner = request.getOwnerUserID();
    String friend = request.getFriendUserID();
    if (!friends.has(owner, friend)) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "friendUserID: " + friend + " (expected: a friend of " + owner + ")");
    }
    friends.update(owner, List.of(friend), FriendChanges.remark(request.getRemark()));
    notices.remarkSet(owner, friend);
  }

  /// Sets what is given for all listed friends. Nothing given is no change, but told all the same.
  void update(updateFriendsReq request) {
    List<String> ids = request.getFriendUserIDsList();
    Requirements.requireDistinct("friendUserIDs", ids);
    FriendChanges changes =
        new FriendChanges(
            request.hasIsPinned() ? (Boolean) request.getIsPinned().getValue() : null,
            request.hasRemark() ? request.getRemark().getValue() : null,
            request.hasEx() ? request.getEx().getValue() : null);
    friends.update(request.getOwnerUserID(), ids, changes);
    notices.updated(request.getOwnerUserID(), ids);
  }

  /// Everybody who lists the user gets a change of his list, and is told.
  void profileChanged(String userID) {
    notices.profileChanged(userID, friends.profileChanged(userID));
  }

  getIncrementalFriendsResp changes(getIncrementalFriendsReq request) {
    String owner = request.getUserID();
    IncrementalSync.Answer answer =
        IncrementalSync.answer(
            versions, owner, new Known(request.getVersionID(), request.getVersion()));
    Map<String, FriendInfo> changed = new HashMap<>();
    LinkedHashSet<String> ids = new LinkedHashSet<>(answer.inserted());
    ids.addAll(answer.updated());
    if (!ids.isEmpty()) {
      listed(friends.find(owner, ids))
          .forEach(friend -> changed.put(friend.getFriendUser().getUserID(), friend));
    }
    return getIncrementalFriendsResp
        .newBuilder()
        .setVersion(answer.head().version())
        .setVersionID(answer.head().versionID())
        .setFull(answer.full())
        .addAllDelete(answer.deleted())
        .addAllInsert(existing(answer.inserted(), changed))
        .addAllUpdate(existing(answer.updated(), changed))
        .setSortVersion(answer.orderVersion())
        .build();
  }

  /// All ids, pinned first, with the version they belong to; no ids when the client's hash says
  /// that it has them.
  getFullFriendUserIDsResp fullIDs(getFullFriendUserIDsReq request) {
    // The head is read first: a change in between then shows as one more change, never as none.
    VersionHeader head = versions.header(request.getUserID());
    List<String> ids = friends.ids(request.getUserID());
    boolean equal = IdHash.of(ids) == request.getIdHash();
    return getFullFriendUserIDsResp
        .newBuilder()
        .setVersion(head.version())
        .setVersionID(head.versionID())
        .setEqual(equal)
        .addAllUserIDs(equal ? List.of() : ids)
        .build();
  }

  private List<FriendInfo> listed(List<Friend> rows) {
    Map<String, UserInfo> profiles =
        users.profiles(rows.stream().map(Friend::friendUserID).toList());
    return rows.stream().map(friend -> Views.listed(friend, profiles)).toList();
  }

  private static List<FriendInfo> existing(List<String> ids, Map<String, FriendInfo> friends) {
    return ids.stream().map(friends::get).filter(Objects::nonNull).toList();
  }
}
