package im.common.token;

import im.common.message.Platform;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// A token of a user as it stands in the store.
///
/// @param token the token itself
/// @param platform whose hash it stands in
/// @param state number kept with it, see [TokenState]
/// @param claims what it says; null when it no longer verifies
public record StoredToken(
    String token, Platform platform, int state, @Nullable TokenClaims claims) {
  /// Newest first; the token's text decides between two of the same second, so that every instance
  /// comes to the same order.
  static final Comparator<StoredToken> NEWEST_FIRST =
      Comparator.comparingLong(StoredToken::issuedAt).thenComparing(StoredToken::token).reversed();

  /// True when the token can still be used.
  boolean isLive() {
    return claims != null && state == TokenState.NORMAL.code();
  }

  private long issuedAt() {
    return claims == null ? 0 : claims.issuedAt();
  }

  /// Never shows the token itself.
  @Override
  public String toString() {
    return "StoredToken[platform=%s, state=%d]".formatted(platform, state);
  }
}
