package im.common.config;

/// `openim-rpc-msg.yml`: the service of messages; with `friendVerify` only friends may write to
/// each other.
public record RpcMsgConfig(
    RpcConfig rpc,
    PrometheusConfig prometheus,
    boolean friendVerify,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker)
    implements RpcProcessConfig {}
