package im.bench.client;

import im.proto.sdkws.MsgData;

/// What happens on a connection by itself. Called on its event loop: must not block.
public interface ChatListener {
  /// A pushed message, in the order of arrival.
  void onMessage(MsgData message);

  /// A pushed notification of the notification conversation `conversationID`, in the order of
  /// arrival.
  default void onNotification(String conversationID, MsgData notification) {}

  /// The connection is gone; `reason` says how. Called once, never before the connection was ready.
  void onClosed(String reason);
}
