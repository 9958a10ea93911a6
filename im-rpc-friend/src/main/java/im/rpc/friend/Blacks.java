package im.rpc.friend;

import im.common.context.RequestContext;
import im.common.error.Requirements;
import im.common.notification.Outbox;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.common.profile.UserProfiles;
import im.common.sync.IncrementalSync;
import im.common.sync.IncrementalSync.Known;
import im.common.sync.VersionLog;
import im.common.sync.VersionState;
import im.proto.relation.GetSpecifiedBlacksReq;
import im.proto.relation.GetSpecifiedBlacksResp;
import im.proto.relation.addBlackReq;
import im.proto.relation.getIncrementalBlacksReq;
import im.proto.relation.getIncrementalBlacksResp;
import im.proto.relation.getPaginationBlacksReq;
import im.proto.relation.getPaginationBlacksResp;
import im.proto.relation.isBlackReq;
import im.proto.relation.isBlackResp;
import im.proto.relation.removeBlackReq;
import im.proto.sdkws.BlackInfo;
import im.proto.sdkws.UserInfo;
import im.rpc.friend.store.Black;
import im.rpc.friend.store.BlackStore;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.bson.Document;

/// Black lists: who takes no messages from whom (`reference/business-rules.md` 6.2). They do not
/// touch friendships. Unlike the reference they sync incrementally (`reference/right-answers.md`).
final class Blacks {
  private static final String BLOCKED = "blocked";
  private static final String UNBLOCKED = "unblocked";

  private final BlackStore blacks;
  private final VersionLog versions;
  private final UserProfiles users;
  private final FriendNotices notices;
  private final Outbox outbox;
  private final Clock clock;

  Blacks(
      BlackStore blacks,
      VersionLog versions,
      UserProfiles users,
      FriendNotices notices,
      Outbox outbox,
      Clock clock) {
    this.blacks = blacks;
    this.versions = versions;
    this.users = users;
    this.notices = notices;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How changes are finished that a process left half done.
  Map<String, Outbox.Recovery> recoveries() {
    return Map.of(BLOCKED, this::resumeBlocked, UNBLOCKED, this::resumeUnblocked);
  }

  /// Blocks a user. Blocking him again changes nothing.
  void add(addBlackReq request) {
    String owner = request.getOwnerUserID();
    String blocked = request.getBlackUserID();
    users.requireDistinct(List.of(owner, blocked));
    String operator = RequestContext.current().opUserID();
    long now = clock.millis();
    outbox.keep(
        BLOCKED,
        facts(owner, blocked).append("time", now),
        () -> {
          if (blacks.create(new Black(owner, blocked, now, 0, operator, request.getEx()))) {
            notices.blocked(owner, blocked);
          }
        });
  }

  private boolean resumeBlocked(Document facts) {
    String owner = facts.getString("owner");
    String blocked = facts.getString("user");
    boolean made =
        blacks.find(owner, List.of(blocked)).stream()
            .anyMatch(black -> black.createTime() == facts.getLong("time"));
    if (made) {
      blacks.logAgain(owner, VersionState.INSERT, blocked);
      notices.blocked(owner, blocked);
    }
    return made;
  }

  /// Unblocks a user. One who is not blocked is no error.
  void remove(removeBlackReq request) {
    String owner = request.getOwnerUserID();
    String blocked = request.getBlackUserID();
    outbox.keep(
        UNBLOCKED,
        facts(owner, blocked),
        () -> {
          if (blacks.delete(owner, blocked)) {
            notices.unblocked(owner, blocked);
          }
        });
  }

  private boolean resumeUnblocked(Document facts) {
    String owner = facts.getString("owner");
    String blocked = facts.getString("user");
    boolean made = !blacks.has(owner, blocked);
    if (made) {
      blacks.logAgain(owner, VersionState.DELETE, blocked);
      notices.unblocked(owner, blocked);
    }
    return made;
  }

  private static Document facts(String owner, String userID) {
    return new Document("owner", owner).append("user", userID);
  }

  isBlackResp isBlack(isBlackReq request) {
    return isBlackResp
        .newBuilder()
        .setInUser1Blacks(blacks.lists(request.getUserID1(), request.getUserID2()))
        .setInUser2Blacks(blacks.lists(request.getUserID2(), request.getUserID1()))
        .build();
  }

  getPaginationBlacksResp page(getPaginationBlacksReq request) {
    Paged<Black> found = blacks.page(request.getUserID(), Page.of(request.getPagination()));
    return getPaginationBlacksResp
        .newBuilder()
        .addAllBlacks(named(found.shown(), Views::listed))
        .setTotal((int) found.total())
        .build();
  }

  /// Those of the listed users who are blocked, in the order of the request.
  GetSpecifiedBlacksResp specified(GetSpecifiedBlacksReq request) {
    Requirements.requireDistinct("userIDList", request.getUserIDListList());
    Map<String, BlackInfo> found = new HashMap<>();
    named(blacks.find(request.getOwnerUserID(), request.getUserIDListList()), Views::specified)
        .forEach(black -> found.put(black.getBlackUserInfo().getUserID(), black));
    List<BlackInfo> infos = IncrementalSync.existing(request.getUserIDListList(), found);
    return GetSpecifiedBlacksResp.newBuilder().addAllBlacks(infos).setTotal(infos.size()).build();
  }

  getIncrementalBlacksResp changes(getIncrementalBlacksReq request) {
    String owner = request.getUserID();
    IncrementalSync.Answer answer =
        IncrementalSync.answer(
            versions, owner, new Known(request.getVersionID(), request.getVersion()));
    Map<String, BlackInfo> changed = new HashMap<>();
    LinkedHashSet<String> ids = new LinkedHashSet<>(answer.inserted());
    ids.addAll(answer.updated());
    if (!ids.isEmpty()) {
      named(blacks.find(owner, ids), Views::listed)
          .forEach(black -> changed.put(black.getBlackUserInfo().getUserID(), black));
    }
    return getIncrementalBlacksResp
        .newBuilder()
        .setVersion(answer.head().version())
        .setVersionID(answer.head().versionID())
        .setFull(answer.full())
        .addAllDelete(answer.deleted())
        .addAllInsert(IncrementalSync.existing(answer.inserted(), changed))
        .addAllUpdate(IncrementalSync.existing(answer.updated(), changed))
        .build();
  }

  private List<BlackInfo> named(
      List<Black> rows, BiFunction<Black, Map<String, UserInfo>, BlackInfo> view) {
    Map<String, UserInfo> profiles = users.of(rows.stream().map(Black::blockUserID).toList());
    return rows.stream().map(black -> view.apply(black, profiles)).toList();
  }
}
