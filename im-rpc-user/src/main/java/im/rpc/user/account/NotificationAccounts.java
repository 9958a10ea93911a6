package im.rpc.user.account;

import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.message.AppManagerLevel;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.proto.user.addNotificationAccountReq;
import im.proto.user.notificationAccountInfo;
import im.proto.user.searchNotificationAccountReq;
import im.proto.user.searchNotificationAccountResp;
import im.proto.user.updateNotificationAccountInfoReq;
import im.rpc.user.profile.ProfilePatch;
import im.rpc.user.profile.User;
import im.rpc.user.profile.UserRules;
import im.rpc.user.profile.UserSearch;
import im.rpc.user.profile.UserStore;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps notification accounts (`reference/business-rules.md` 5). That app admins alone do so is
/// the access table's matter.
public final class NotificationAccounts {
  private static final int TRIES = 20;
  private static final long FIRST_ID = 1_000_000_000L;
  private static final long LAST_ID = 9_999_999_999L;

  private final UserStore store;
  private final UserSearch search;
  private final List<String> adminUserIDs;
  private final Clock clock;
  private final RandomGenerator random;

  /// `adminUserIDs` are never shown as accounts; `random` makes ids.
  public NotificationAccounts(
      UserStore store,
      UserSearch search,
      List<String> adminUserIDs,
      Clock clock,
      RandomGenerator random) {
    this.store = store;
    this.search = search;
    this.adminUserIDs = adminUserIDs;
    this.clock = clock;
    this.random = random;
  }

  /// Makes an account, with an id of ten digits when none is given. Throws 1001 for a level below 3
  /// and an id that is illegal or in use, 500 when no free id was found.
  public User add(addNotificationAccountReq asked) {
    if (asked.getAppMangerLevel() < AppManagerLevel.NOTIFICATION_ACCOUNT) {
      throw ErrorCode.ARGS.because(
          "appMangerLevel: " + asked.getAppMangerLevel() + " (expected: >= 3)");
    }
    if (asked.getUserID().isEmpty()) {
      return addWithNewID(asked);
    }
    UserRules.requireLegalID(asked.getUserID());
    User account = account(asked, asked.getUserID());
    if (!isInserted(account)) {
      throw ErrorCode.ARGS.because(
          "userID: " + asked.getUserID() + " is used (expected: a new id)");
    }
    return account;
  }

  /// Sets what `asked` fills of nickname and face. Throws 1001 when there is no such account.
  public void update(updateNotificationAccountInfoReq asked) {
    User present =
        store
            .find(asked.getUserID())
            .filter(user -> user.appMangerLevel() >= AppManagerLevel.NOTIFICATION_ACCOUNT)
            .orElseThrow(ErrorCode.ARGS::bare);
    store.update(present.userID(), ProfilePatch.filled(asked.getNickName(), asked.getFaceURL()));
  }

  /// Finds accounts: by the very id, else by the very nickname, when there is a keyword; else all
  /// of the level asked for, or of every level.
  public searchNotificationAccountResp search(searchNotificationAccountReq asked) {
    Page page = Page.of(asked.getPagination());
    Integer level = asked.hasAppManagerLevel() ? asked.getAppManagerLevel() : null;
    Optional<User> named =
        asked.getKeyword().isEmpty()
            ? Optional.empty()
            : store.find(asked.getKeyword()).filter(user -> isAccount(user, level));
    Paged<User> found =
        named.isPresent()
            ? Paged.of(List.of(named.get()), page)
            : search.notificationAccounts(
                asked.getKeyword(),
                level,
                adminUserIDs,
                AppManagerLevel.NOTIFICATION_ACCOUNT,
                page);
    return searchNotificationAccountResp
        .newBuilder()
        .setTotal(found.total())
        .addAllNotificationAccounts(found.shown().stream().map(NotificationAccounts::info).toList())
        .build();
  }

  /// The account that may speak to users: one of level 2 and more. Throws 1001 for an empty id,
  /// 1101 for an unknown one, 1002 for an ordinary user.
  public notificationAccountInfo require(String userID) {
    if (userID.isEmpty()) {
      throw ErrorCode.ARGS.because("userID is empty (expected: an account's id)");
    }
    User user = store.find(userID).orElseThrow(ErrorCode.USER_ID_NOT_FOUND::bare);
    if (user.appMangerLevel() < AppManagerLevel.ADMIN) {
      throw ErrorCode.NO_PERMISSION.because(
          "userID: " + userID + " (expected: a notification account)");
    }
    return info(user);
  }

  private User addWithNewID(addNotificationAccountReq asked) {
    for (int i = 0; i < TRIES; i++) {
      User account = account(asked, Long.toString(random.nextLong(FIRST_ID, LAST_ID + 1)));
      if (isInserted(account)) {
        return account;
      }
    }
    throw ErrorCode.INTERNAL.because("userID: no free one in " + TRIES + " tries");
  }

  private boolean isInserted(User account) {
    try {
      store.insert(List.of(account));
      return true;
    } catch (ImException e) {
      if (e.is(ErrorCode.REGISTERED_ALREADY)) {
        return false;
      }
      throw e;
    }
  }

  private boolean isAccount(User user, @Nullable Integer level) {
    return user.appMangerLevel() >= AppManagerLevel.NOTIFICATION_ACCOUNT
        && (level == null || level == user.appMangerLevel())
        && !adminUserIDs.contains(user.userID());
  }

  private User account(addNotificationAccountReq asked, String userID) {
    return new User(
        userID,
        asked.getNickName(),
        asked.getFaceURL(),
        "",
        asked.getAppMangerLevel(),
        0,
        clock.millis());
  }

  private static notificationAccountInfo info(User user) {
    return notificationAccountInfo
        .newBuilder()
        .setUserID(user.userID())
        .setNickName(user.nickname())
        .setFaceURL(user.faceURL())
        .setAppMangerLevel(user.appMangerLevel())
        .build();
  }
}
