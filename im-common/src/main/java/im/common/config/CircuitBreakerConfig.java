package im.common.config;

import java.time.Duration;

/// Block `circuitBreaker`: refuses calls when, of at least `request` calls within `window`, fewer
/// than the share `success` succeeded.
public record CircuitBreakerConfig(
    boolean enable, Duration window, int bucket, double success, long request) {

  /// Checks that an enabled breaker has something to measure.
  public CircuitBreakerConfig {
    if (enable) {
      Check.that(window.isPositive(), "window", window, "a time above 0, such as 5s");
      Check.atLeast("bucket", bucket, 1);
      Check.that(success > 0 && success <= 1, "success", success, "above 0, at most 1");
      Check.atLeast("request", request, 0);
    }
  }
}
