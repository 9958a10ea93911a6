package im.msggateway.presence;

import im.common.error.ErrorCode;
import im.msggateway.session.Session;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Which connections of this gateway are told of whose online status (`reference/ws-protocol.md`
/// 7.6). Lasts as long as the connection.
public final class Subscriptions {
  /// So many users one connection may watch.
  static final int MAX_PER_SESSION = 10_000;

  private final ConcurrentHashMap<String, Set<Session>> watchers = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Session, Set<String>> watched = new ConcurrentHashMap<>();

  /// Has `session` told of `userIDs` from now on.
  ///
  /// @throws im.common.error.ImException 1001 when it watches too many
  public void subscribe(Session session, Collection<String> userIDs) {
    if (userIDs.isEmpty()) {
      return;
    }
    watched.compute(
        session,
        (_, before) -> {
          Set<String> own = before == null ? ConcurrentHashMap.newKeySet() : before;
          if (own.size() + userIDs.size() > MAX_PER_SESSION) {
            throw ErrorCode.ARGS.because(
                "subscriptions: %d (expected: at most %d)"
                    .formatted(own.size() + userIDs.size(), MAX_PER_SESSION));
          }
          userIDs.forEach(userID -> add(userID, session));
          own.addAll(userIDs);
          return own;
        });
    if (!session.isConnected()) {
      // Whoever forgets closed connections may have come by before.
      remove(session);
    }
  }

  /// Ends that for `userIDs`.
  public void unsubscribe(Session session, Collection<String> userIDs) {
    watched.computeIfPresent(
        session,
        (_, own) -> {
          userIDs.forEach(userID -> {
            own.remove(userID);
            drop(userID, session);
          });
          return own.isEmpty() ? null : own;
        });
  }

  /// Forgets `session`.
  void remove(Session session) {
    watched.computeIfPresent(
        session,
        (_, own) -> {
          own.forEach(userID -> drop(userID, session));
          return null;
        });
  }

  /// The connections to tell of `userID`.
  Collection<Session> watchersOf(String userID) {
    return watchers.getOrDefault(userID, Set.of());
  }

  private void add(String userID, Session session) {
    watchers.compute(
        userID,
        (_, before) -> {
          Set<Session> sessions = before == null ? ConcurrentHashMap.newKeySet() : before;
          sessions.add(session);
          return sessions;
        });
  }

  private void drop(String userID, Session session) {
    watchers.computeIfPresent(
        userID,
        (_, sessions) -> {
          sessions.remove(session);
          return sessions.isEmpty() ? null : sessions;
        });
  }
}
