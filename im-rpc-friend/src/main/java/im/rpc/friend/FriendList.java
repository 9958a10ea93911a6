package im.rpc.friend;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.Requirements;
import im.common.notification.Outbox;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.common.profile.UserProfiles;
import im.common.sync.IdHash;
import im.common.sync.IncrementalSync;
import im.common.sync.IncrementalSync.Known;
import im.common.sync.VersionHeader;
import im.common.sync.VersionLog;
import im.common.sync.VersionState;
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
import im.rpc.friend.store.Friend;
import im.rpc.friend.store.FriendChanges;
import im.rpc.friend.store.FriendStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.bson.Document;

/// A user's friends: reading, changing, syncing (`reference/business-rules.md` 6.2, 3).
final class FriendList {
  private static final int IMPORTED = 1;
  private static final String MADE = "imported";
  private static final String DELETED = "deleted";
  private static final String UPDATED = "updated";
  private static final String PROFILE = "profile";

  private final FriendStore friends;
  private final VersionLog versions;
  private final UserProfiles users;
  private final FriendNotices notices;
  private final Outbox outbox;
  private final Clock clock;

  FriendList(
      FriendStore friends,
      VersionLog versions,
      UserProfiles users,
      FriendNotices notices,
      Outbox outbox,
      Clock clock) {
    this.friends = friends;
    this.versions = versions;
    this.users = users;
    this.notices = notices;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How changes are finished that a process left half done.
  Map<String, Outbox.Recovery> recoveries() {
    return Map.of(
        MADE, this::resumeImported,
        DELETED, this::resumeDeleted,
        UPDATED, this::resumeUpdated,
        PROFILE,
            facts -> {
              tellProfile(facts.getString("user"));
              return true;
            });
  }

  getPaginationFriendsResp page(getPaginationFriendsReq request) {
    Paged<Friend> found = friends.page(request.getUserID(), Page.of(request.getPagination()));
    return getPaginationFriendsResp
        .newBuilder()
        .addAllFriendsInfo(listed(found.shown()))
        .setTotal((int) found.total())
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
    return friends.sharedIDs(userID);
  }

  isFriendResp isFriend(isFriendReq request) {
    return isFriendResp
        .newBuilder()
        .setInUser1Friends(friends.lists(request.getUserID1(), request.getUserID2()))
        .setInUser2Friends(friends.lists(request.getUserID2(), request.getUserID1()))
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
    outbox.keep(
        MADE,
        facts(owner, ids).append("time", now).append("heads", heads(everybody)),
        () -> {
          friends.create(pairs(owner, ids, now, operator));
          ids.forEach(id -> notices.imported(owner, id));
        });
  }

  private List<Document> heads(List<String> userIDs) {
    Map<String, VersionHeader> heads = friends.heads(userIDs);
    return userIDs.stream()
        .filter(heads::containsKey)
        .map(userID ->
            heads.getOrDefault(userID, VersionHeader.NONE).toFacts().append("user", userID))
        .toList();
  }

  private boolean resumeImported(Document facts) {
    String owner = facts.getString("owner");
    List<String> ids = ids(facts);
    long time = facts.getLong("time");
    boolean made =
        Stream.of(friends.find(owner, ids), friends.findWith(ids, owner))
            .flatMap(List::stream)
            .anyMatch(friend -> friend.createTime() == time);
    if (made) {
      List<Friend> wanted = stillWanted(facts, time);
      friends.create(wanted);
      friends.logAgain(wanted);
      Set<String> concerned = new HashSet<>();
      wanted.forEach(
          friend -> concerned.addAll(List.of(friend.ownerUserID(), friend.friendUserID())));
      ids.stream().filter(concerned::contains).forEach(id -> notices.imported(owner, id));
    }
    return made;
  }

  /// Whoever has removed the other since the heads were noted wants him no more.
  private List<Friend> stillWanted(Document facts, long time) {
    String owner = facts.getString("owner");
    List<String> ids = ids(facts);
    Map<String, VersionHeader> known = new HashMap<>();
    Stream.concat(Stream.of(owner), ids.stream()).forEach(id -> known.put(id, VersionHeader.NONE));
    for (Document head : facts.getList("heads", Document.class, List.of())) {
      known.put(head.getString("user"), VersionHeader.ofFacts(head));
    }
    Set<String> removed =
        friends.removedSince(owner, ids, known.getOrDefault(owner, VersionHeader.NONE));
    Set<String> removers = friends.whoRemovedSince(owner, known);
    return pairs(owner, ids, time, RequestContext.current().opUserID()).stream()
        .filter(friend ->
            friend.ownerUserID().equals(owner)
                ? !removed.contains(friend.friendUserID())
                : !removers.contains(friend.ownerUserID()))
        .toList();
  }

  private static List<Friend> pairs(String owner, List<String> ids, long now, String operator) {
    List<Friend> rows = new ArrayList<>(2 * ids.size());
    for (String id : ids) {
      rows.add(Friend.made(owner, id, now, IMPORTED, operator));
      rows.add(Friend.made(id, owner, now, IMPORTED, operator));
    }
    return rows;
  }

  /// Removes the friend from the owner's list only. A stranger is no error.
  void delete(deleteFriendReq request) {
    String owner = request.getOwnerUserID();
    String friend = request.getFriendUserID();
    outbox.keep(
        DELETED,
        facts(owner, List.of(friend)),
        () -> {
          friends.delete(owner, friend);
          notices.deleted(owner, friend);
        });
  }

  private boolean resumeDeleted(Document facts) {
    String owner = facts.getString("owner");
    List<String> ids = ids(facts);
    boolean made = friends.find(owner, ids).isEmpty();
    if (made) {
      friends.logAgain(owner, VersionState.DELETE, ids);
      ids.forEach(id -> notices.deleted(owner, id));
    }
    return made;
  }

  void setRemark(setFriendRemarkReq request) {
    String owner = request.getOwnerUserID();
    String friend = request.getFriendUserID();
    if (!friends.has(owner, friend)) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "friendUserID: " + friend + " (expected: a friend of " + owner + ")");
    }
    FriendChanges changes = FriendChanges.remark(request.getRemark());
    outbox.keep(
        UPDATED,
        facts(owner, List.of(friend)).append("changes", changes.toFacts()).append("remark", true),
        () -> {
          friends.update(owner, List.of(friend), changes);
          notices.remarkSet(owner, friend);
        });
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
    outbox.keep(
        UPDATED,
        facts(request.getOwnerUserID(), ids).append("changes", changes.toFacts()),
        () -> {
          friends.update(request.getOwnerUserID(), ids, changes);
          notices.updated(request.getOwnerUserID(), ids);
        });
  }

  private boolean resumeUpdated(Document facts) {
    String owner = facts.getString("owner");
    List<String> ids = ids(facts);
    FriendChanges asked = FriendChanges.ofFacts(facts.get("changes", new Document()));
    List<Friend> rows = friends.find(owner, ids);
    FriendChanges changes = asked.inPlace(rows);
    if (rows.isEmpty() || (changes.isEmpty() && !asked.isEmpty())) {
      return false;
    }
    if (!changes.isEmpty()) {
      friends.logAgain(owner, ids, changes);
    }
    if (facts.getBoolean("remark", false)) {
      ids.forEach(id -> notices.remarkSet(owner, id));
    } else {
      notices.updated(owner, ids);
    }
    return true;
  }

  /// Everybody who lists the user gets a change of his list, and is told.
  void profileChanged(String userID) {
    outbox.hand(PROFILE, new Document("user", userID));
  }

  private void tellProfile(String userID) {
    notices.profileChanged(userID, friends.profileChanged(userID));
  }

  private static Document facts(String owner, List<String> ids) {
    return new Document("owner", owner).append("ids", ids);
  }

  private static List<String> ids(Document facts) {
    return facts.getList("ids", String.class, List.of());
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
        .addAllInsert(IncrementalSync.existing(answer.inserted(), changed))
        .addAllUpdate(IncrementalSync.existing(answer.updated(), changed))
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
    Map<String, UserInfo> profiles = users.of(rows.stream().map(Friend::friendUserID).toList());
    return rows.stream().map(friend -> Views.listed(friend, profiles)).toList();
  }
}
