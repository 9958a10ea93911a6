package im.rpc.auth;

import im.common.error.ImException;
import im.common.token.JwtTokens;
import im.common.token.StoredTokenRef;
import im.common.token.TokenClaims;
import im.common.token.TokenStore;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/// Ends tokens when gateways ask for it, and shows what is stored.
final class TokenRevocation {
  private final JwtTokens jwt;
  private final TokenStore store;

  TokenRevocation(JwtTokens jwt, TokenStore store) {
    this.jwt = jwt;
    this.store = store;
  }

  /// Ends all tokens of the user on the platform but `preservedToken`.
  void kickAllBut(String preservedToken, String userID, int platformID) {
    store.kickAllBut(preservedToken, userID, platformID);
  }

  /// Ends each of `tokens`; those that are no good anyway are passed over.
  void kick(Collection<String> tokens) {
    store.kick(tokens.stream().flatMap(token -> ref(token).stream()).toList());
  }

  /// Stored tokens of the user on the platform with their states.
  Map<String, Integer> states(String userID, int platformID) {
    return store.states(TokenStore.key(userID, platformID));
  }

  private Optional<StoredTokenRef> ref(String token) {
    try {
      TokenClaims claims = jwt.verify(token);
      return Optional.of(new StoredTokenRef(claims.userID(), claims.platformID(), token));
    } catch (ImException _) {
      return Optional.empty();
    }
  }
}
