package im.common.lifecycle;

import im.common.config.ImConfig;
import im.common.config.RpcConfig;
import im.common.rpc.RpcServer;
import im.common.rpc.ServiceName;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running service: its composition root and, if it serves gRPC, its server and its entry in
/// discovery.
public final class ServiceHost implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServiceHost.class);
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final ServiceSpec spec;
  private final ImService service;
  private final @Nullable RpcServer server;

  private ServiceHost(ServiceSpec spec, ImService service, @Nullable RpcServer server) {
    this.spec = spec;
    this.service = service;
    this.server = server;
  }

  /// Builds and starts the service of `spec` as instance `index`.
  ///
  /// @throws Exception when it cannot start; nothing of it is left running then
  public static ServiceHost start(ServiceSpec spec, Resources resources, int index)
      throws Exception {
    ServiceEnvironment environment = new ServiceEnvironment(resources, index);
    ImService service = spec.factory().apply(environment);
    RpcServer server = null;
    try {
      if (spec.service() != null) {
        server = serve(spec.service(), service, resources, environment);
      }
      service.start();
      return new ServiceHost(spec, service, server);
    } catch (Exception e) {
      new ServiceHost(spec, service, server).close();
      throw e;
    }
  }

  /// Stops accepting calls, lets the accepted ones finish, then stops the service's own work.
  @Override
  public void close() {
    if (server != null) {
      server.stop(GRACE);
    }
    try {
      service.close();
    } catch (RuntimeException e) {
      log.warn("{} did not stop cleanly", spec.name(), e);
    }
  }

  private static RpcServer serve(
      ServiceName name, ImService service, Resources resources, ServiceEnvironment environment)
      throws IOException {
    ImConfig config = resources.config();
    String registered = name.registeredName(config.discovery());
    RpcServer server;
    String address;
    if (resources.discovery().inProcess()) {
      server = RpcServer.inProcess(registered, service.grpc(), resources.guards());
      server.start();
      address = registered;
    } else {
      RpcConfig rpc = RpcConfigs.of(config, name);
      server =
          RpcServer.network(
              registered,
              bindAddress(rpc, environment.index()),
              Math.toIntExact(config.share().rpcMaxBodySize().requestMaxBodySize()),
              service.grpc(),
              resources.guards());
      server.start();
      address = advertisedHost(rpc) + ":" + server.port();
    }
    environment.instanceAddress(address);
    resources.discovery().register(registered, address);
    return server;
  }

  private static InetSocketAddress bindAddress(RpcConfig rpc, int index) {
    return rpc.listenIP().isEmpty()
        ? new InetSocketAddress(rpc.port(index))
        : new InetSocketAddress(rpc.listenIP(), rpc.port(index));
  }

  private static String advertisedHost(RpcConfig rpc) throws IOException {
    if (!rpc.registerIP().isEmpty()) {
      return rpc.registerIP();
    }
    boolean everywhere = rpc.listenIP().isEmpty() || rpc.listenIP().equals("0.0.0.0");
    return everywhere ? HostAddress.detect() : rpc.listenIP();
  }
}
