package im.common.message;

/// Who wrote a message (`reference/constants.tsv`, msgFrom).
public final class MessageSource {
  /// A user on his device.
  public static final int USER = 100;

  /// The server, or that of the app.
  public static final int SYSTEM = 200;

  private MessageSource() {}
}
