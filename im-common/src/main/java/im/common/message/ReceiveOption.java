package im.common.message;

/// How a user takes messages, of everybody or of one conversation (`reference/constants.tsv`,
/// recvMsgOpt).
public final class ReceiveOption {
  /// With notices, online and offline.
  public static final int NOTIFY = 0;

  /// Not at all in a chat of two; without offline pushes in a group.
  public static final int REFUSE = 1;

  /// Without offline pushes.
  public static final int SILENT = 2;

  /// The highest there is; they begin at 0.
  public static final int MAX = SILENT;

  private ReceiveOption() {}
}
