package im.common.token;

/// State of a stored token (`reference/rest-api.md` 6.3). Only [#NORMAL] and [#KICKED] are written.
public enum TokenState {
  NORMAL(0),
  INVALID(1),
  KICKED(2),
  EXPIRED(3);

  private final int code;

  TokenState(int code) {
    this.code = code;
  }

  /// The number kept in Redis.
  public int code() {
    return code;
  }

  /// The same as Redis takes it.
  String stored() {
    return Integer.toString(code);
  }
}
