package im.rpc.auth;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.token.JwtTokens;
import im.common.token.TokenClaims;
import im.common.token.TokenState;
import im.common.token.TokenStore;
import org.jspecify.annotations.Nullable;

/// Says whether a token is good (`reference/business-rules.md` 4.3, parseToken).
final class TokenChecker {
  private final JwtTokens jwt;
  private final TokenStore store;
  private final Access access;

  TokenChecker(JwtTokens jwt, TokenStore store, Access access) {
    this.jwt = jwt;
    this.store = store;
    this.access = access;
  }

  /// What `token` says, if it is good. Throws the codes of [JwtTokens#verify(String)], 1507 when it
  /// was not handed out or is gone, 1506 when another login or an admin ended it, 1505 for any
  /// other state.
  TokenClaims check(String token) {
    TokenClaims claims = jwt.verify(token);
    String key = TokenStore.key(claims.userID(), claims.platformID());
    if (isNormal(store.knownStates(key).get(token))) {
      return claims;
    }
    // A refusal is never taken from the cache: another instance may have handed the token out just
    // now, and the news of it be under way.
    Integer state = store.refreshedStates(key).get(token);
    if (isNormal(state)) {
      return claims;
    }
    if (state == null) {
      return retired(claims, token);
    }
    throw state == TokenState.KICKED.code()
        ? ErrorCode.TOKEN_KICKED.bare()
        : ErrorCode.TOKEN_UNKNOWN.bare();
  }

  private TokenClaims retired(TokenClaims claims, String token) {
    if (access.isAdminID(claims.userID())
        && store.isRetired(claims.userID(), claims.platformID(), token)) {
      return claims;
    }
    throw ErrorCode.TOKEN_NOT_EXIST.bare();
  }

  private static boolean isNormal(@Nullable Integer state) {
    return state != null && state == TokenState.NORMAL.code();
  }
}
