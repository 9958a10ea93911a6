package im.msggateway.session;

import im.common.message.Platform;

/// Who is logged in where, with which right.
///
/// @param epoch when the connection was accepted, in unix ms; orders logins across gateways
public record Login(String userID, Platform platform, String token, long epoch) {
  /// True when this login came before the one with `otherEpoch` and `otherToken`. Two of the same
  /// millisecond are ordered by token, so that gateways that compare them agree which one stays.
  boolean isBefore(long otherEpoch, String otherToken) {
    return epoch != otherEpoch ? epoch < otherEpoch : token.compareTo(otherToken) < 0;
  }

  @Override
  public String toString() {
    return "Login[" + userID + " on " + platform.wireName() + " at " + epoch + "]";
  }
}
