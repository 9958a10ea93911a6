package im.common.config;

/// `openim-rpc-user.yml`: the service of users.
public record RpcUserConfig(
    RpcConfig rpc,
    PrometheusConfig prometheus,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker)
    implements RpcProcessConfig {}
