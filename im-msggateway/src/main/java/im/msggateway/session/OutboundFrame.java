package im.msggateway.session;

import io.netty.buffer.ByteBuf;

/// A whole WebSocket frame on its way to one client.
///
/// @param kind what a slow reader may lose
/// @param conversationID of a push; empty for everything else
/// @param bytes the frame; whoever takes the frame takes over its reference
public record OutboundFrame(Kind kind, String conversationID, ByteBuf bytes) {
  /// What a frame is worth to a reader who is too slow for all of them.
  public enum Kind {
    /// A stored message. The newest of a conversation tells the client that there are others.
    MESSAGE,
    /// A message that is not stored, such as typing: worth nothing when late.
    ONLINE_ONLY,
    /// An online status: worth nothing when late, the next one is complete.
    PRESENCE,
    /// A reply, a kick or a close: never left out.
    CONTROL
  }

  /// A frame that must arrive.
  public static OutboundFrame control(ByteBuf bytes) {
    return new OutboundFrame(Kind.CONTROL, "", bytes);
  }

  boolean isDispensable() {
    return kind == Kind.ONLINE_ONLY || kind == Kind.PRESENCE;
  }

  int size() {
    return bytes.readableBytes();
  }
}
