package im.common.config;

import java.util.List;
import java.util.Locale;

/// `openim-push.yml`: delivery to the gateways and, through the vendor named by `enable` (`getui`,
/// `fcm`, `jpush`; anything else: none), to users who are not connected.
public record PushConfig(
    RpcConfig rpc,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker,
    PrometheusConfig prometheus,
    int maxConcurrentWorkers,
    String enable,
    Getui getui,
    Fcm fcm,
    Jpush jpush,
    IosPush iosPush,
    boolean fullUserCache)
    implements RpcProcessConfig {

  /// Raises the number of workers to 3 and reads an unknown vendor as none (`""`).
  public PushConfig {
    maxConcurrentWorkers = Math.max(3, maxConcurrentWorkers);
    String vendor = enable.toLowerCase(Locale.ROOT);
    enable = List.of("getui", "fcm", "jpush").contains(vendor) ? vendor : "";
  }

  /// Access to GeTui; `pushUrl` contains the placeholder `$appId`.
  public record Getui(
      String pushUrl,
      @Secret String masterSecret,
      @Secret String appKey,
      String intent,
      String channelID,
      String channelName) {
    @Override
    public String toString() {
      return Redacted.toString(this);
    }
  }

  /// Access to Firebase: a service-account file in the configuration directory, or an URL of it.
  public record Fcm(String filePath, @Secret String authURL) {
    @Override
    public String toString() {
      return Redacted.toString(this);
    }
  }

  /// Access to JPush.
  public record Jpush(
      @Secret String appKey, @Secret String masterSecret, String pushURL, String pushIntent) {
    @Override
    public String toString() {
      return Redacted.toString(this);
    }
  }

  /// What Apple's service is told; the sound and the badge of a message go before these.
  public record IosPush(String pushSound, boolean badgeCount, boolean production) {}
}
