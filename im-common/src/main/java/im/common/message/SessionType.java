package im.common.message;

/// Kinds of sessions a message belongs to (`reference/constants.tsv`, sessionType).
public final class SessionType {
  /// Between two users.
  public static final int SINGLE = 1;

  /// A group whose messages were copied to every member; not served any more.
  public static final int WRITE_GROUP = 2;

  /// A group.
  public static final int GROUP = 3;

  /// From an official account to a user.
  public static final int NOTIFICATION = 4;

  private SessionType() {}
}
