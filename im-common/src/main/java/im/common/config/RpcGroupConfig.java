package im.common.config;

/// `openim-rpc-group.yml`: the service of groups; with `enableHistoryForNewMembers` off a member
/// sees no message older than the membership.
public record RpcGroupConfig(
    RpcConfig rpc,
    PrometheusConfig prometheus,
    boolean enableHistoryForNewMembers,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker)
    implements RpcProcessConfig {}
