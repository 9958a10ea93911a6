package im.common.config;

/// `openim-msgtransfer.yml`: the consumer that orders and stores messages.
public record MsgtransferConfig(
    PrometheusConfig prometheus,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker) {}
