package im.common.token;

/// Names one token in the store.
///
/// @param userID whose it is
/// @param platformID platform it was issued for
/// @param token the token itself
public record StoredTokenRef(String userID, int platformID, String token) {
  /// Never shows the token itself.
  @Override
  public String toString() {
    return "StoredTokenRef[userID=%s, platformID=%d]".formatted(userID, platformID);
  }
}
