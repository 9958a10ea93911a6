package im.common.config;

/// What the configuration of every process with a gRPC server has in common.
public interface RpcProcessConfig {

  /// Where it listens and how it is registered.
  RpcConfig rpc();

  /// Where its metrics are served.
  PrometheusConfig prometheus();

  /// Its load shedding.
  RateLimiterConfig ratelimiter();

  /// Its circuit breaker.
  CircuitBreakerConfig circuitBreaker();

  /// The port of the metrics of an instance, 0 for one the system chooses.
  ///
  /// @throws ConfigException if fixed ports are wanted and there is none for the index
  default int metricsPort(int index) {
    return rpc().autoSetPorts() ? 0 : Ports.at("prometheus.ports", prometheus().ports(), index);
  }
}
