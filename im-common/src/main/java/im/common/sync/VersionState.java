package im.common.sync;

/// What happened to an element of a list (`reference/pipeline-storage.md` 10).
public enum VersionState {
  INSERT(1),
  DELETE(2),
  UPDATE(3);

  private final int code;

  VersionState(int code) {
    this.code = code;
  }

  /// The stored number.
  public int code() {
    return code;
  }

  /// The state of a stored number; anything unknown is an update, which makes a reader look at the
  /// element as it is now.
  static VersionState of(int code) {
    return switch (code) {
      case 1 -> INSERT;
      case 2 -> DELETE;
      default -> UPDATE;
    };
  }
}
