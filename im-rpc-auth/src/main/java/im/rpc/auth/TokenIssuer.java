package im.rpc.auth;

import im.common.error.ImException;
import im.common.message.Platform;
import im.common.token.JwtTokens;
import im.common.token.LoginPlan;
import im.common.token.MultiLoginPolicy;
import im.common.token.StoredToken;
import im.common.token.TokenClaims;
import im.common.token.TokenStore;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Makes tokens, and ends others as the login policy says.
final class TokenIssuer {
  private final JwtTokens jwt;
  private final TokenStore store;
  private final MultiLoginPolicy policy;
  private final Duration lifetime;

  TokenIssuer(JwtTokens jwt, TokenStore store, MultiLoginPolicy policy, Duration lifetime) {
    this.jwt = jwt;
    this.store = store;
    this.policy = policy;
    this.lifetime = lifetime;
  }

  /// How long a token is good.
  Duration lifetime() {
    return lifetime;
  }

  /// A new token of `userID` on `platform`, stored. Logins of one user run one after the other, so
  /// that the policy holds however many of them come at once.
  String issue(String userID, Platform platform) {
    return store.exclusively(
        userID,
        () -> {
          String token = jwt.issue(userID, platform.id(), lifetime);
          LoginPlan plan = policy.plan(stored(userID), platform, token);
          store.apply(userID, plan, platform, token);
          return token;
        });
  }

  private List<StoredToken> stored(String userID) {
    return store.statesOfAllPlatforms(userID).entrySet().stream()
        .flatMap(hash ->
            hash.getValue().entrySet().stream()
                .map(each ->
                    new StoredToken(
                        each.getKey(), hash.getKey(), each.getValue(), claims(each.getKey()))))
        .toList();
  }

  private @Nullable TokenClaims claims(String token) {
    try {
      return jwt.verify(token);
    } catch (ImException _) {
      return null; // expired, or signed under an earlier secret
    }
  }
}
