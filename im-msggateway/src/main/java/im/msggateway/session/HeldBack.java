package im.msggateway.session;

import im.msggateway.session.OutboundFrame.Kind;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/// The copy of a message that came round before its sender knew the answer, and every push after
/// it: to the client a message whose answer it has not seen is somebody else's. Guarded by the lock
/// of its [Outbound].
final class HeldBack {
  private @Nullable String sending;
  private boolean answered;
  private @Nullable ArrayDeque<OutboundFrame> frames;
  private int bytes;

  /// The client sends a message and knows no answer yet.
  void sending(String clientMsgID) {
    sending = clientMsgID;
    answered = false;
  }

  /// The answer is on its way; true when there was a message without one.
  boolean answered() {
    boolean first = sending != null && !answered;
    answered = true;
    return first;
  }

  boolean isAnswered() {
    return answered;
  }

  /// The client has its answer, if one was on its way.
  void read() {
    if (answered) {
      sending = null;
    }
  }

  /// True for a push that must not go out now.
  boolean mustWait(OutboundFrame frame) {
    return frame.kind() != Kind.CONTROL && (frames != null || isCopy(frame));
  }

  void add(OutboundFrame frame) {
    if (frames == null) {
      frames = new ArrayDeque<>(4);
    }
    frames.add(frame);
    bytes += frame.size();
  }

  /// Gives the oldest away; null when there is none, or when it must wait still.
  @Nullable OutboundFrame poll() {
    if (frames == null || isCopy(frames.element())) {
      return null;
    }
    OutboundFrame first = frames.remove();
    bytes -= first.size();
    if (frames.isEmpty()) {
      frames = null;
    }
    return first;
  }

  int size() {
    return frames == null ? 0 : frames.size();
  }

  int bytes() {
    return bytes;
  }

  void release() {
    if (frames != null) {
      frames.forEach(frame -> frame.bytes().release());
      frames = null;
      bytes = 0;
    }
  }

  private boolean isCopy(OutboundFrame frame) {
    PushedMessage pushed = frame.pushed();
    return sending != null && pushed != null && pushed.message().getClientMsgID().equals(sending);
  }
}
