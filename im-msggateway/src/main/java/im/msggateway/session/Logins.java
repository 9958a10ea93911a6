package im.msggateway.session;

import im.msggateway.session.LoginPolicy.TokenChange;
import im.msggateway.session.SessionRegistry.Change;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

/// What happens around a session's coming and going (`reference/ws-protocol.md` 6.3): who must
/// leave is kicked at once; tokens, other gateways and presence follow without anybody waiting for
/// them.
public final class Logins {
  private final SessionRegistry registry;
  private final LoginPolicy policy;
  private final TokenChanges tokens;
  private final PeerGateways peers;
  private final PresenceListener presence;
  private final Executor executor;
  private final Counter kicked;
  private final RecentKicks kicks = new RecentKicks();

  /// `executor` gives a virtual thread to each task.
  public Logins(
      SessionRegistry registry,
      LoginPolicy policy,
      TokenChanges tokens,
      PeerGateways peers,
      PresenceListener presence,
      Executor executor,
      MeterRegistry meters) {
    this.registry = registry;
    this.policy = policy;
    this.tokens = tokens;
    this.peers = peers;
    this.presence = presence;
    this.executor = executor;
    kicked =
        Counter.builder("gateway.sessions.kicked")
            .description("sessions ended by another login, by too many of one user, or by an admin")
            .register(meters);
  }

  /// Takes `session` in. The result completes once pushes for its user reach this gateway. When its
  /// user was kicked after the check of its token had begun, the session is kicked as well: the
  /// token may have been good only until then.
  ///
  /// @param checkedSince [System#nanoTime] of a moment before the check of its token, at most
  ///   [RecentKicks#KEPT] ago
  public CompletionStage<Void> admit(Session session, String operationID, long checkedSince) {
    Change change = registry.add(session, policy);
    // Runs at once when the client has gone already.
    session.channel().closeFuture().addListener(_ -> retire(session));
    apply(change, operationID);
    peers.tell(session.login(), operationID);
    CompletionStage<Void> arrived = presence.arrived(session);
    if (kicks.isAfter(checkedSince, session.login())) {
      kickIf(session.login().userID(), each -> each == session);
    }
    return arrived;
  }

  /// A user has logged in on another gateway.
  public void loggedInElsewhere(Login login, String operationID) {
    Change change = registry.giveWay(login, policy);
    apply(change, operationID);
    change.displaced().forEach(presence::left);
  }

  /// Ends every session of `userID` on the platform with number `platformID`.
  public void kick(String userID, int platformID) {
    // First, so that a session which is not there yet will see it.
    kicks.note(userID, platformID);
    kickIf(userID, each -> each.login().platform().id() == platformID);
  }

  private void kickIf(String userID, Predicate<Session> condition) {
    for (Session session : registry.removeIf(userID, condition)) {
      kick(session);
      presence.left(session);
    }
  }

  private void apply(Change change, String operationID) {
    change.displaced().forEach(this::kick);
    if (!(change.tokens() instanceof TokenChange.None)) {
      executor.execute(() -> {
        if (!isOvertaken(change.tokens())) {
          tokens.apply(change.tokens(), operationID);
        }
      });
    }
  }

  /// Keeping one token only would end that of a login which came meanwhile.
  private boolean isOvertaken(TokenChange change) {
    return change instanceof TokenChange.KeepOnly(Login login)
        && registry.of(login.userID()).stream()
            .map(Session::login)
            .anyMatch(other ->
                other.platform() == login.platform()
                    && !other.token().equals(login.token())
                    && login.isBefore(other.epoch(), other.token()));
  }

  private void kick(Session session) {
    kicked.increment();
    session.kick();
  }

  private void retire(Session session) {
    registry.removeIf(session.login().userID(), each -> each == session);
    presence.left(session);
  }
}
