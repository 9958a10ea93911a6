package im.common.config;

import java.util.List;
import java.util.Map;

/// `discovery.yml`: how processes find each other.
///
/// `enable` is one of `etcd`, `kubernetes` (the reference's), `fixed`, `dns`, `inprocess` (ours);
/// `fixed` and `dns` are keyed by registered service name, see [RpcService].
public record DiscoveryConfig(
    String enable,
    Etcd etcd,
    Kubernetes kubernetes,
    RpcService rpcService,
    Map<String, List<String>> fixed,
    Map<String, String> dns) {

  /// Checks the kind and the `host:port` addresses.
  public DiscoveryConfig {
    enable =
        Check.oneOf("enable", enable, List.of("etcd", "kubernetes", "fixed", "dns", "inprocess"));
    fixed.forEach((service, addresses) -> addresses.forEach(a -> hostPort("fixed." + service, a)));
    dns.forEach((service, address) -> hostPort("dns." + service, address));
  }

  private static void hostPort(String key, String address) {
    int colon = address.lastIndexOf(':');
    boolean accepted = colon > 0 && address.substring(colon + 1).matches("[0-9]{1,5}");
    Check.that(accepted, key, address, "host:port");
  }

  /// The registry of `enable: etcd`; keys are `rootDirectory/service/host:port`.
  public record Etcd(
      String rootDirectory, List<String> address, String username, @Secret String password) {
    @Override
    public String toString() {
      return Redacted.toString(this);
    }
  }

  /// Where services are looked up with `enable: kubernetes`.
  public record Kubernetes(String namespace) {}

  /// The registered name of each gRPC service.
  public record RpcService(
      String user,
      String friend,
      String msg,
      String push,
      String messageGateway,
      String group,
      String auth,
      String conversation,
      String third) {}
}
