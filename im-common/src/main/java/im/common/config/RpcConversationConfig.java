package im.common.config;

/// `openim-rpc-conversation.yml`: the service of conversations.
public record RpcConversationConfig(
    RpcConfig rpc,
    PrometheusConfig prometheus,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker)
    implements RpcProcessConfig {}
