package im.common.message;

/// What became of an application to a user or a group (`reference/constants.tsv`, friendResponse
/// and groupResponse).
public final class HandleResult {
  /// Nobody has answered.
  public static final int OPEN = 0;

  /// It was agreed to.
  public static final int AGREED = 1;

  /// It was refused.
  public static final int REFUSED = -1;

  private HandleResult() {}
}
