package im.msggateway.session;

import java.util.concurrent.CompletionStage;

/// Who wants to know when sessions come and go. Called after the registry has changed; must not
/// block.
public interface PresenceListener {
  /// `session` has come. The result completes once pushes from other services reach this gateway
  /// for its user.
  CompletionStage<Void> arrived(Session session);

  /// `session` has gone; may be called twice.
  void left(Session session);
}
