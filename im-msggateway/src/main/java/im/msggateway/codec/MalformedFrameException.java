package im.msggateway.codec;

/// Bytes that are no envelope. The only failure of decoding; the connection they came over is
/// dropped without an answer (`reference/ws-protocol.md` 4.1).
public final class MalformedFrameException extends Exception {
  private static final long serialVersionUID = 1L;

  /// `message` names what was found and what was expected. No stack trace: it is the sender's
  /// fault.
  public MalformedFrameException(String message) {
    super(message, null, false, false);
  }
}
