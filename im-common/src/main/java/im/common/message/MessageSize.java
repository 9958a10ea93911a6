package im.common.message;

/// How large a message may be.
public final class MessageSize {
  /// Bytes of a message as rpc-msg takes it, with all its fields: a hundred share a document, which
  /// MongoDB ends at 16 MB.
  public static final int MAX_BYTES = 150_000;

  private MessageSize() {}
}
