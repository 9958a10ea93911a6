package im.common.message;

/// States of a message (`reference/constants.tsv`, msgStatus).
public final class MessageStatus {
  public static final int SENDING = 1;
  public static final int SENT = 2;

  /// What a reader sees instead of a message that is gone or was never there.
  public static final int DELETED = 4;

  private MessageStatus() {}
}
