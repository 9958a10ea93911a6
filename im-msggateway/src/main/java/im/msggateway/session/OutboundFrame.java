package im.msggateway.session;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// A whole WebSocket frame on its way to one client.
///
/// @param kind what a slow reader may lose
/// @param pushed what is in the frame when it is a push of one message, else null
/// @param bytes the frame; whoever takes the frame takes over its reference
public record OutboundFrame(Kind kind, @Nullable PushedMessage pushed, ByteBuf bytes) {
  /// What a frame is worth to a reader who is too slow for all of them.
  public enum Kind {
    /// A stored message. The newest of a conversation tells the client that there are others.
    MESSAGE,
    /// A message that is kept nowhere, such as a notification that only this push brings: never
    /// left out.
    EVENT,
    /// Somebody types: worth nothing when late.
    TYPING,
    /// An online status: worth nothing when late, the next one is complete.
    PRESENCE,
    /// A reply, a kick or a close: never left out.
    CONTROL
  }

  /// A frame that must arrive.
  public static OutboundFrame control(ByteBuf bytes) {
    return new OutboundFrame(Kind.CONTROL, null, bytes);
  }

  boolean isDispensable() {
    return kind == Kind.TYPING || kind == Kind.PRESENCE;
  }

  int size() {
    return bytes.readableBytes();
  }
}
