package im.common.discovery;

import im.common.config.ConfigException;
import im.common.config.DiscoveryConfig;
import java.time.Duration;

/// Chooses the discovery that `discovery.yml` asks for.
public final class Discoveries {
  private static final Duration DNS_REFRESH = Duration.ofSeconds(5);

  private Discoveries() {}

  /// A discovery of the configured kind.
  ///
  /// @throws ConfigException for a kind that this version does not serve
  public static Discovery create(DiscoveryConfig config) {
    return switch (config.enable()) {
      case "fixed" -> new FixedDiscovery(config.fixed());
      case "dns" -> new DnsDiscovery(config.dns(), DNS_REFRESH);
      case "inprocess" -> new InProcessDiscovery();
      default ->
          throw new ConfigException(
              "discovery.yml: enable: "
                  + config.enable()
                  + " (expected: fixed, dns or inprocess in this version)");
    };
  }
}
