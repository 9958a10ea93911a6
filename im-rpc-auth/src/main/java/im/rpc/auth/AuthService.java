package im.rpc.auth;

import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.LocalCache;
import im.common.config.ImConfig;
import im.common.config.ShareConfig.MultiLogin;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.metrics.MetricName;
import im.common.profile.UserProfiles;
import im.common.token.JwtTokens;
import im.common.token.MultiLoginPolicy;
import im.common.token.TokenStore;
import io.grpc.BindableService;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// The auth service, put together.
public final class AuthService implements ImService {
  private final AuthEndpoint endpoint;

  /// Wires the service from what every process has.
  public AuthService(ServiceEnvironment env) {
    ImConfig config = env.config();
    MultiLogin multiLogin = config.share().multiLogin();
    Duration lifetime = config.rpcAuth().tokenPolicy().lifetime();
    JwtTokens jwt = new JwtTokens(config.share().secret(), env.clock());
    TokenStore store = new TokenStore(env.redis(), env.invalidation(), statesCache(env), lifetime);
    TokenIssuer issuer =
        new TokenIssuer(
            jwt,
            store,
            new MultiLoginPolicy(multiLogin.policy(), multiLogin.maxNumOneEnd()),
            lifetime);
    TokenChecker checker = new TokenChecker(jwt, store, env.access());
    Logins logins =
        new Logins(
            issuer,
            new UserProfiles(env.rpc()),
            env.access(),
            config.share().secret(),
            env.meters().counter(MetricName.USER_LOGIN));
    endpoint =
        new AuthEndpoint(
            logins, checker, new ForcedLogout(store, env.rpc()), new TokenRevocation(jwt, store));
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint);
  }

  @Override
  public void start() {}

  @Override
  public void close() {}

  private static LocalCache<Map<String, Integer>> statesCache(ServiceEnvironment env) {
    return new LocalCache<>(
        "auth_token_states",
        env.config().localCache().auth(),
        env.invalidation(),
        Topic.AUTH,
        env.meters());
  }
}
