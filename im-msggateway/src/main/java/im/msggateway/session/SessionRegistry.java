package im.msggateway.session;

import im.common.message.Platform;
import im.msggateway.session.LoginPolicy.TokenChange;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The sessions of this gateway by user. Changes of one user are atomic and do not wait for those
/// of others; the lists given out never change.
public final class SessionRegistry {
  /// So many connections of one user on one platform may be open; none of a client that works comes
  /// near.
  public static final int MAX_PER_PLATFORM = 50;

  private final ConcurrentHashMap<String, List<Session>> users = new ConcurrentHashMap<>();

  /// What a change did.
  ///
  /// @param displaced sessions that are no longer in the registry and are to be kicked
  /// @param tokens what happens to tokens
  record Change(List<Session> displaced, TokenChange tokens) {
    static final Change NONE = new Change(List.of(), new TokenChange.None());
  }

  /// The sessions of `userID`, the oldest first.
  public List<Session> of(String userID) {
    return users.getOrDefault(userID, List.of());
  }

  /// Number of users with a session.
  public int userCount() {
    return users.size();
  }

  /// Calls `action` with every user that has a session; one who comes or goes meanwhile may be
  /// missed.
  public void forEachUser(Consumer<String> action) {
    users.keySet().forEach(action);
  }

  /// Calls `action` with every session.
  public void forEach(Consumer<Session> action) {
    users.values().forEach(sessions -> sessions.forEach(action));
  }

  /// Takes `newcomer` in and those out that `policy` makes leave for it. When there are
  /// [#MAX_PER_PLATFORM] on its platform still, the oldest of them leaves as well and keeps its
  /// token, which may be the newcomer's.
  Change add(Session newcomer, LoginPolicy policy) {
    Change[] change = {Change.NONE};
    users.compute(
        newcomer.login().userID(),
        (_, before) -> {
          List<Session> others = before == null ? List.of() : before;
          List<Session> displaced = policy.displaced(newcomer.login(), others);
          TokenChange tokens = policy.tokenChange(newcomer.login(), others, displaced);
          List<Session> after = new ArrayList<>(others.size() + 1);
          after.addAll(others);
          after.removeAll(displaced);
          List<Session> tooMany = tooMany(after, newcomer.login().platform());
          after.removeAll(tooMany);
          after.add(newcomer);
          change[0] =
              new Change(Stream.concat(displaced.stream(), tooMany.stream()).toList(), tokens);
          return List.copyOf(after);
        });
    return change[0];
  }

  /// Takes those out that leave for a login on another gateway. Only sessions that are older than
  /// that login can leave: news of it may be late.
  Change giveWay(Login elsewhere, LoginPolicy policy) {
    Change[] change = {Change.NONE};
    users.computeIfPresent(
        elsewhere.userID(),
        (_, sessions) -> {
          List<Session> older =
              sessions.stream()
                  .filter(each -> each.login().isBefore(elsewhere.epoch(), elsewhere.token()))
                  .toList();
          List<Session> displaced = policy.displaced(elsewhere, older);
          boolean isNewest = older.size() == sessions.size();
          // A newer login than the one elsewhere must keep its token.
          change[0] =
              new Change(
                  displaced,
                  isNewest
                      ? policy.tokenChange(elsewhere, older, displaced)
                      : new TokenChange.None());
          return without(sessions, displaced);
        });
    return change[0];
  }

  /// Takes out the sessions of `userID` that satisfy `condition` and gives them.
  List<Session> removeIf(String userID, Predicate<Session> condition) {
    List<Session> removed = new ArrayList<>(1);
    users.computeIfPresent(
        userID,
        (_, sessions) -> {
          sessions.stream().filter(condition).forEach(removed::add);
          return without(sessions, removed);
        });
    return removed;
  }

  /// Those that leave so that there is room for one more on `platform`.
  private static List<Session> tooMany(List<Session> sessions, Platform platform) {
    if (sessions.size() < MAX_PER_PLATFORM) {
      return List.of();
    }
    List<Session> oldestFirst =
        sessions.stream().filter(each -> each.login().platform() == platform).toList();
    return oldestFirst.subList(0, Math.max(0, oldestFirst.size() + 1 - MAX_PER_PLATFORM));
  }

  private static @Nullable List<Session> without(List<Session> sessions, List<Session> removed) {
    if (removed.isEmpty()) {
      return sessions;
    }
    List<Session> left = sessions.stream().filter(each -> !removed.contains(each)).toList();
    return left.isEmpty() ? null : left;
  }
}
