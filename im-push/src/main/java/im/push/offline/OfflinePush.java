package im.push.offline;

/// A vendor of mobile notifications.
public interface OfflinePush {
  /// Hands `message` to the vendor; may block, and throws when the vendor did not take it.
  void push(OfflinePushMessage message);
}
