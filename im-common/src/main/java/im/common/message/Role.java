package im.common.message;

/// What a member is in the group (`reference/constants.tsv` groupRoleLevel).
public final class Role {
  /// Exactly one per group.
  public static final int OWNER = 100;

  /// May manage members and settings.
  public static final int ADMIN = 60;

  /// Everybody else.
  public static final int MEMBER = 20;

  private Role() {}

  /// Owner and admins manage the group.
  public static boolean manages(int roleLevel) {
    return roleLevel == OWNER || roleLevel == ADMIN;
  }
}
