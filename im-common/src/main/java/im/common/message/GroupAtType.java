package im.common.message;

/// What of a group's chat waits to be seen (`reference/constants.tsv`, groupAtType).
public final class GroupAtType {
  /// Somebody mentioned the user.
  public static final int ME = 1;

  /// Somebody mentioned everybody.
  public static final int ALL = 2;

  /// Somebody mentioned everybody, and the user by name.
  public static final int ALL_AND_ME = 3;

  /// A new announcement.
  public static final int ANNOUNCEMENT = 4;

  private GroupAtType() {}
}
