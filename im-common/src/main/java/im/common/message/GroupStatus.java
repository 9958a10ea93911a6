package im.common.message;

/// The state of a group (`reference/constants.tsv` groupStatus).
public final class GroupStatus {
  public static final int NORMAL = 0;

  /// Gone for good; its id stays taken.
  public static final int DISMISSED = 2;

  /// Only owner and admins may speak.
  public static final int MUTED = 3;

  private GroupStatus() {}
}
