package im.rpc.friend;

import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.HandleResult;
import im.common.notification.Outbox;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.common.profile.UserProfiles;
import im.common.sync.IncrementalSync;
import im.common.sync.IncrementalSync.Answer;
import im.common.sync.IncrementalSync.Known;
import im.common.sync.VersionHeader;
import im.common.sync.VersionState;
import im.proto.relation.applyToAddFriendReq;
import im.proto.relation.getIncrementalFriendsApplyFromReq;
import im.proto.relation.getIncrementalFriendsApplyFromResp;
import im.proto.relation.getIncrementalFriendsApplyToReq;
import im.proto.relation.getIncrementalFriendsApplyToResp;
import im.proto.relation.getPaginationFriendsApplyFromReq;
import im.proto.relation.getPaginationFriendsApplyFromResp;
import im.proto.relation.getPaginationFriendsApplyToReq;
import im.proto.relation.getPaginationFriendsApplyToResp;
import im.proto.relation.respondFriendApplyReq;
import im.proto.sdkws.FriendRequest;
import im.proto.sdkws.UserInfo;
import im.rpc.friend.store.ApplicationStore;
import im.rpc.friend.store.ApplicationStore.Side;
import im.rpc.friend.store.Friend;
import im.rpc.friend.store.FriendStore;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/// Applying for a friendship and answering (`reference/business-rules.md` 6.2 … 6.4).
final class Applications {
  private static final int BY_APPLICATION = 2;
  private static final String APPLIED = "applied";
  private static final String AGREED = "agreed";
  private static final String REFUSED = "refused";

  private final ApplicationStore applications;
  private final FriendStore friends;
  private final UserProfiles users;
  private final FriendNotices notices;
  private final Outbox outbox;
  private final Clock clock;

  Applications(
      ApplicationStore applications,
      FriendStore friends,
      UserProfiles users,
      FriendNotices notices,
      Outbox outbox,
      Clock clock) {
    this.applications = applications;
    this.friends = friends;
    this.users = users;
    this.notices = notices;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How changes are finished that a process left half done.
  Map<String, Outbox.Recovery> recoveries() {
    return Map.of(
        APPLIED, this::resumeApplied, AGREED, this::resumeAgreed, REFUSED, this::resumeRefused);
  }

  /// Notes the application and tells the receiver. Who is a friend in one direction only may apply.
  /// An application that is agreed to at the same moment does not stay open.
  void apply(applyToAddFriendReq request) {
    String from = request.getFromUserID();
    String to = request.getToUserID();
    if (from.equals(to)) {
      throw ErrorCode.CAN_NOT_ADD_YOURSELF.because(
          "toUserID: " + to + " (expected: somebody else than fromUserID)");
    }
    users.requireDistinct(List.of(from, to));
    if (areFriends(from, to)) {
      throw ErrorCode.RELATIONSHIP_ALREADY.because(
          "toUserID: " + to + " (expected: no friend of " + from + " yet)");
    }
    long now = clock.millis();
    outbox.keep(
        APPLIED,
        facts(from, to, now, ""),
        () -> {
          applications.apply(from, to, request.getReqMsg(), request.getEx(), now);
          tellApplied(from, to);
        });
  }

  private void tellApplied(String from, String to) {
    // Who agrees looks once more when the friends are made, and this side when it has applied: one
    // of them sees what the other did.
    FriendRequest application = require(from, to);
    // What is noted of an agreement stays: its recovery knows it by the time.
    long time = application.getHandleTime() == 0 ? clock.millis() : application.getHandleTime();
    boolean closed = closeBetweenFriends(application, "", "", time);
    notices.applied(named(closed ? require(from, to) : application));
  }

  private boolean resumeApplied(Document facts) {
    Optional<FriendRequest> made =
        applications
            .find(facts.getString("from"), facts.getString("to"))
            .filter(application -> application.getCreateTime() == facts.getLong("time"));
    made.ifPresent(_ -> tellApplied(facts.getString("from"), facts.getString("to")));
    return made.isPresent();
  }

  /// Agrees (1) or refuses (-1).
  void answer(respondFriendApplyReq request) {
    switch (request.getHandleResult()) {
      case HandleResult.AGREED -> agree(request);
      case HandleResult.REFUSED -> refuse(request);
      default ->
          throw ErrorCode.ARGS.because(
              "handleResult: " + request.getHandleResult() + " (expected: 1 or -1)");
    }
  }

  getPaginationFriendsApplyToResp received(getPaginationFriendsApplyToReq request) {
    Paged<FriendRequest> found =
        applications.page(
            Side.RECEIVED,
            request.getUserID(),
            request.getHandleResultsList(),
            Page.of(request.getPagination()));
    return getPaginationFriendsApplyToResp
        .newBuilder()
        .addAllFriendRequests(named(found.shown()))
        .setTotal((int) found.total())
        .build();
  }

  getPaginationFriendsApplyFromResp sent(getPaginationFriendsApplyFromReq request) {
    Paged<FriendRequest> found =
        applications.page(
            Side.SENT,
            request.getUserID(),
            request.getHandleResultsList(),
            Page.of(request.getPagination()));
    return getPaginationFriendsApplyFromResp
        .newBuilder()
        .addAllFriendRequests(named(found.shown()))
        .setTotal((int) found.total())
        .build();
  }

  /// What changed among the applications a user received since what he knows. None ever goes away.
  getIncrementalFriendsApplyToResp receivedChanges(getIncrementalFriendsApplyToReq request) {
    Known known = new Known(request.getVersionID(), request.getVersion());
    Answer answer = changes(Side.RECEIVED, request.getUserID(), known);
    return getIncrementalFriendsApplyToResp
        .newBuilder()
        .setVersion(answer.head().version())
        .setVersionID(answer.head().versionID())
        .setFull(answer.full())
        .addAllChanges(changed(Side.RECEIVED, request.getUserID(), answer))
        .build();
  }

  /// What changed among the applications a user sent since what he knows.
  getIncrementalFriendsApplyFromResp sentChanges(getIncrementalFriendsApplyFromReq request) {
    Known known = new Known(request.getVersionID(), request.getVersion());
    Answer answer = changes(Side.SENT, request.getUserID(), known);
    return getIncrementalFriendsApplyFromResp
        .newBuilder()
        .setVersion(answer.head().version())
        .setVersionID(answer.head().versionID())
        .setFull(answer.full())
        .addAllChanges(changed(Side.SENT, request.getUserID(), answer))
        .build();
  }

  /// The applications between two users, in both directions.
  List<FriendRequest> between(String one, String other) {
    List<FriendRequest> found = new ArrayList<>();
    applications.find(one, other).ifPresent(found::add);
    if (!one.equals(other)) {
      applications.find(other, one).ifPresent(found::add);
    }
    return named(found);
  }

  long countPending(String userID, long since) {
    return applications.countPending(userID, since);
  }

  private Answer changes(Side side, String userID, Known known) {
    return IncrementalSync.answer(applications.versions(side), userID, known);
  }

  private List<FriendRequest> changed(Side side, String userID, Answer answer) {
    List<String> peers = new ArrayList<>(answer.inserted());
    peers.addAll(answer.updated());
    return peers.isEmpty() ? List.of() : named(applications.find(side, userID, peers));
  }

  private void agree(respondFriendApplyReq request) {
    String from = request.getFromUserID();
    String to = request.getToUserID();
    String handler = RequestContext.current().opUserID();
    String message = request.getHandleMsg();
    FriendRequest application = require(from, to);
    if (application.getHandleResult() != HandleResult.OPEN) {
      throw agreedTooLate();
    }
    long now = clock.millis();
    Document facts =
        facts(from, to, now, message)
            .append("from_list", friends.head(from).toFacts())
            .append("to_list", friends.head(to).toFacts());
    boolean won =
        outbox.keep(
            AGREED,
            facts,
            () -> {
              // The answer decides between two that are given at once; only its winner goes on.
              if (!applications.answer(application, HandleResult.AGREED, message, handler, now)) {
                return false;
              }
              friends.create(pair(from, to, now));
              follow(from, to, message, handler, now);
              return true;
            });
    if (!won) {
      throw agreedTooLate();
    }
  }

  private static ImException agreedTooLate() {
    return ErrorCode.ARGS.because("application: handled (expected: a pending one)");
  }

  private void follow(String from, String to, String message, String handler, long now) {
    var _ = closeBetweenFriends(require(from, to), message, handler, now);
    Optional<FriendRequest> reverse = applications.find(to, from);
    if (reverse.isPresent()) {
      var _ = closeBetweenFriends(reverse.get(), "", handler, now);
    }
    // Whoever applies once more at this moment closes that himself.
    FriendRequest agreed =
        require(from, to).toBuilder().setHandleResult(HandleResult.AGREED).build();
    notices.agreed(named(agreed), message);
  }

  /// Agrees to an application that is open although the two are friends; whether it was so.
  private boolean closeBetweenFriends(
      FriendRequest application, String message, String handler, long time) {
    return application.getHandleResult() == HandleResult.OPEN
        && areFriends(application.getFromUserID(), application.getToUserID())
        && applications.answer(application, HandleResult.AGREED, message, handler, time);
  }

  private boolean areFriends(String one, String other) {
    return friends.has(one, other) && friends.has(other, one);
  }

  private boolean resumeAgreed(Document facts) {
    String from = facts.getString("from");
    String to = facts.getString("to");
    long time = facts.getLong("time");
    if (!isAnswered(facts, HandleResult.AGREED)) {
      return false;
    }
    applications.logAgain(from, to);
    befriendAgain(
        from, to, from, time, VersionHeader.ofFacts(facts.get("from_list", Document.class)));
    befriendAgain(
        to, from, from, time, VersionHeader.ofFacts(facts.get("to_list", Document.class)));
    applications.find(to, from).ifPresent(_ -> applications.logAgain(to, from));
    follow(from, to, facts.getString("message"), RequestContext.current().opUserID(), time);
    return true;
  }

  /// Who has removed the friend since `known` was the head of his list wants none any more.
  private void befriendAgain(
      String owner, String friend, String applicant, long time, VersionHeader known) {
    if (!friends.isRemovedSince(owner, friend, known)) {
      friends.create(List.of(Friend.made(owner, friend, time, BY_APPLICATION, applicant)));
      friends.logAgain(owner, VersionState.INSERT, List.of(friend));
    }
  }

  private boolean isAnswered(Document facts, int result) {
    FriendRequest application = require(facts.getString("from"), facts.getString("to"));
    return application.getHandleResult() == result
        && application.getHandleTime() == facts.getLong("time");
  }

  private static List<Friend> pair(String from, String to, long now) {
    return List.of(
        Friend.made(from, to, now, BY_APPLICATION, from),
        Friend.made(to, from, now, BY_APPLICATION, from));
  }

  private static Document facts(String from, String to, long time, String message) {
    return new Document("from", from)
        .append("to", to)
        .append("time", time)
        .append("message", message);
  }

  private void refuse(respondFriendApplyReq request) {
    String from = request.getFromUserID();
    String to = request.getToUserID();
    FriendRequest application = require(from, to);
    long now = clock.millis();
    String message = request.getHandleMsg();
    boolean won =
        application.getHandleResult() == HandleResult.OPEN
            && outbox.keep(
                REFUSED,
                facts(from, to, now, message),
                () -> {
                  boolean refused =
                      applications.answer(application, HandleResult.REFUSED, message, "", now);
                  if (refused) {
                    notices.refused(named(require(from, to)), message);
                  }
                  return refused;
                });
    if (!won) {
      throw ErrorCode.FRIEND_REQUEST_HANDLED.because(
          "application of " + from + " to " + to + ": handled (expected: a pending one)");
    }
  }

  private boolean resumeRefused(Document facts) {
    boolean made = isAnswered(facts, HandleResult.REFUSED);
    if (made) {
      String from = facts.getString("from");
      String to = facts.getString("to");
      applications.logAgain(from, to);
      notices.refused(named(require(from, to)), facts.getString("message"));
    }
    return made;
  }

  private FriendRequest require(String from, String to) {
    return applications
        .find(from, to)
        .orElseThrow(() ->
            ErrorCode.RECORD_NOT_FOUND.because(
                "application of " + from + " to " + to + ": none (expected: a pending one)"));
  }

  private FriendRequest named(FriendRequest application) {
    return named(List.of(application)).getFirst();
  }

  private List<FriendRequest> named(List<FriendRequest> found) {
    List<String> ids = new ArrayList<>();
    found.forEach(application -> {
      ids.add(application.getFromUserID());
      ids.add(application.getToUserID());
    });
    Map<String, UserInfo> profiles = users.of(ids);
    return found.stream().map(application -> named(application, profiles)).toList();
  }

  private static FriendRequest named(FriendRequest application, Map<String, UserInfo> profiles) {
    UserInfo unknown = UserInfo.getDefaultInstance();
    UserInfo from = profiles.getOrDefault(application.getFromUserID(), unknown);
    UserInfo to = profiles.getOrDefault(application.getToUserID(), unknown);
    return application.toBuilder()
        .setFromNickname(from.getNickname())
        .setFromFaceURL(from.getFaceURL())
        .setToNickname(to.getNickname())
        .setToFaceURL(to.getFaceURL())
        .build();
  }
}
