package im.push.offline;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The provider for installations without a vendor: it only notes whom it would have notified,
/// never what about.
public final class LoggingOfflinePush implements OfflinePush {
  private static final Logger log = LoggerFactory.getLogger(LoggingOfflinePush.class);

  /// Needs nothing.
  public LoggingOfflinePush() {}

  @Override
  public void push(OfflinePushMessage message) {
    log.debug(
        "offline push of {} to {} users: no vendor configured",
        message.clientMsgID(),
        message.userIDs().size());
  }
}
