package im.common.config;

/// `openim-rpc-friend.yml`: the service of friends and black lists.
public record RpcFriendConfig(
    RpcConfig rpc,
    PrometheusConfig prometheus,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker)
    implements RpcProcessConfig {}
