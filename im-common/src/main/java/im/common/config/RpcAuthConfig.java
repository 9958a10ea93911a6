package im.common.config;

import java.time.Duration;

/// `openim-rpc-auth.yml`: the service of tokens.
public record RpcAuthConfig(
    RpcConfig rpc,
    PrometheusConfig prometheus,
    TokenPolicy tokenPolicy,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker)
    implements RpcProcessConfig {

  /// Life of a token in days.
  public record TokenPolicy(long expire) {
    /// Checks that tokens live at least a day, at most a hundred years.
    public TokenPolicy {
      Check.between("expire", expire, 1, 36_500);
    }

    /// The same as a time.
    public Duration lifetime() {
      return Duration.ofDays(expire);
    }
  }
}
