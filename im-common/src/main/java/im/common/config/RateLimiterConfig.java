package im.common.config;

import java.time.Duration;

/// Block `ratelimiter`: sheds load while the CPU (per mille) is above `cpuThreshold`, by statistics
/// of `bucket` parts of `window`.
public record RateLimiterConfig(boolean enable, Duration window, int bucket, long cpuThreshold) {

  /// Checks that an enabled limiter has something to measure.
  public RateLimiterConfig {
    if (enable) {
      Check.that(window.isPositive(), "window", window, "a time above 0, such as 20s");
      Check.atLeast("bucket", bucket, 1);
      Check.between("cpuThreshold", cpuThreshold, 1, 1000);
    }
  }
}
