package im.common.message;

/// What a user is in the whole app (`reference/constants.tsv`, appManagerLevel).
public final class AppManagerLevel {
  /// Manages the app; nobody's settings keep his messages off. So it is from here on upwards.
  public static final int ADMIN = 2;

  /// Sends notifications and logs in nowhere. So it is from here on upwards.
  public static final int NOTIFICATION_ACCOUNT = 3;

  private AppManagerLevel() {}
}
