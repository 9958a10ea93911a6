package im.common.rpc;

import im.common.discovery.Discovery;
import io.grpc.EquivalentAddressGroup;
import io.grpc.NameResolver;
import io.grpc.NameResolverProvider;
import io.grpc.Status;
import io.grpc.StatusOr;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// Feeds the addresses of a [Discovery] to gRPC's balancer; targets look like `im:///service`.
final class DiscoveryNameResolver extends NameResolver {
  static final String SCHEME = "im";

  private final Discovery discovery;
  private final String service;
  private final Args args;
  private final Map<String, ?> serviceConfig;

  private DiscoveryNameResolver(
      Discovery discovery, String service, Args args, Map<String, ?> serviceConfig) {
    this.discovery = discovery;
    this.service = service;
    this.args = args;
    this.serviceConfig = serviceConfig;
  }

  /// `serviceConfig` gives the config of the service that is registered under a name.
  static NameResolverProvider provider(
      Discovery discovery, Function<String, Map<String, ?>> serviceConfig) {
    return new NameResolverProvider() {
      @Override
      protected boolean isAvailable() {
        return true;
      }

      @Override
      protected int priority() {
        return 5;
      }

      @Override
      public String getDefaultScheme() {
        return SCHEME;
      }

      @Override
      public NameResolver newNameResolver(URI target, Args args) {
        String service = target.getPath().substring(1);
        return new DiscoveryNameResolver(discovery, service, args, serviceConfig.apply(service));
      }
    };
  }

  @Override
  public String getServiceAuthority() {
    return service;
  }

  @Override
  public void start(Listener2 listener) {
    discovery.watch(
        service,
        addresses -> args.getSynchronizationContext().execute(() -> deliver(listener, addresses)));
  }

  @Override
  public void shutdown() {}

  private void deliver(Listener2 listener, List<String> addresses) {
    if (addresses.isEmpty()) {
      listener.onResult2(
          ResolutionResult.newBuilder()
              .setAddressesOrError(
                  StatusOr.fromStatus(
                      Status.UNAVAILABLE.withDescription("no instance of " + service)))
              .build());
      return;
    }
    listener.onResult2(
        ResolutionResult.newBuilder()
            .setAddressesOrError(
                StatusOr.fromValue(
                    addresses.stream()
                        .map(address -> new EquivalentAddressGroup(socketAddress(address)))
                        .toList()))
            .setServiceConfig(args.getServiceConfigParser().parseServiceConfig(serviceConfig))
            .build());
  }

  static InetSocketAddress socketAddress(String address) {
    int colon = address.lastIndexOf(':');
    return new InetSocketAddress(
        address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)));
  }
}
