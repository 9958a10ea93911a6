package im.common.discovery;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Addresses from the configuration; they never change while the process lives. An instance that is
/// down is skipped by the balancer, not by discovery.
public final class FixedDiscovery implements Discovery {
  private final Map<String, List<String>> addresses;

  /// `addresses` maps a service name to its `host:port` entries.
  public FixedDiscovery(Map<String, List<String>> addresses) {
    this.addresses = Map.copyOf(addresses);
  }

  @Override
  public List<String> instances(String service) {
    return addresses.getOrDefault(service, List.of());
  }

  @Override
  public void watch(String service, Consumer<List<String>> listener) {
    listener.accept(instances(service));
  }

  @Override
  public void register(String service, String address) {}

  @Override
  public void close() {}
}
