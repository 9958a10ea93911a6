package im.standalone;

import im.api.ApiService;
import im.common.config.ImConfig;
import im.common.discovery.InProcessDiscovery;
import im.common.lifecycle.Resources;
import im.common.lifecycle.ServiceHost;
import im.common.lifecycle.ServiceSpec;
import im.common.logging.LogLevels;
import im.common.metrics.Metrics;
import im.common.metrics.MetricsServer;
import im.common.rpc.ServiceName;
import im.msggateway.MsgGatewayService;
import im.msgtransfer.MsgTransferService;
import im.push.PushService;
import im.rpc.auth.AuthService;
import im.rpc.conversation.ConversationService;
import im.rpc.friend.FriendService;
import im.rpc.group.GroupService;
import im.rpc.msg.MsgService;
import im.rpc.msg.third.ThirdService;
import im.rpc.user.UserService;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// The services of the ten processes in this JVM with their connections and metrics, started from
/// the inside to the outside (what others call first, what clients see last) and stopped the other
/// way round.
final class Services implements AutoCloseable {

  private static final List<List<ServiceSpec>> LAYERS =
      List.of(
          List.of(
              new ServiceSpec("im-rpc-auth", ServiceName.AUTH, AuthService::new),
              new ServiceSpec("im-rpc-user", ServiceName.USER, UserService::new),
              new ServiceSpec("im-rpc-friend", ServiceName.FRIEND, FriendService::new),
              new ServiceSpec("im-rpc-group", ServiceName.GROUP, GroupService::new),
              new ServiceSpec(
                  "im-rpc-conversation", ServiceName.CONVERSATION, ConversationService::new),
              new ServiceSpec("im-rpc-msg", ServiceName.MSG, MsgService::new),
              new ServiceSpec("im-rpc-third", ServiceName.THIRD, ThirdService::new)),
          List.of(
              new ServiceSpec("im-push", ServiceName.PUSH, PushService::new),
              new ServiceSpec("im-msgtransfer", null, MsgTransferService::new)),
          List.of(
              new ServiceSpec("im-msggateway", ServiceName.GATEWAY, MsgGatewayService::new),
              new ServiceSpec("im-api", null, ApiService::new)));

  private final Metrics metrics = new Metrics();
  private final Resources resources;
  private final List<List<ServiceHost>> running = new ArrayList<>();
  private @Nullable MetricsServer metricsServer;

  private Services(ImConfig config) {
    resources =
        new Resources(config, new InProcessDiscovery(), metrics.registry(), Clock.systemUTC());
  }

  /// Starts all of them.
  ///
  /// @throws Exception of the first that cannot start; nothing is left running
  static Services start(ImConfig config) throws Exception {
    Services services = new Services(config);
    try {
      services.startLayers();
      int port = config.api().prometheus().port(0);
      services.metricsServer =
          new MetricsServer(services.metrics, new LogLevels(), config.api().api().listenIP(), port);
      return services;
    } catch (Exception e) {
      services.close();
      throw e;
    }
  }

  private void startLayers() throws Exception {
    for (List<ServiceSpec> layer : LAYERS) {
      List<ServiceHost> hosts = new ArrayList<>();
      running.addFirst(hosts);
      for (ServiceSpec spec : layer) {
        hosts.add(ServiceHost.start(spec, resources, 0));
      }
    }
  }

  /// The port on which metrics are served.
  int metricsPort() {
    return Objects.requireNonNull(metricsServer, "not started").port();
  }

  @Override
  public void close() {
    for (List<ServiceHost> layer : running) {
      try (ExecutorService stoppers = Executors.newVirtualThreadPerTaskExecutor()) {
        layer.forEach(host -> stoppers.execute(host::close));
      }
    }
    resources.close();
    if (metricsServer != null) {
      metricsServer.close();
    }
    metrics.close();
  }
}
