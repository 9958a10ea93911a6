package im.msggateway;

import im.common.access.Access;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.metrics.MetricName;
import im.common.presence.OnlineStatus;
import im.common.presence.Routes;
import im.common.redis.Redis;
import im.common.rpc.RpcClients;
import im.msggateway.codec.Gzip;
import im.msggateway.codec.WireFormat;
import im.msggateway.dispatch.Dispatcher;
import im.msggateway.dispatch.OnlineSubscriber;
import im.msggateway.dispatch.Operations;
import im.msggateway.handshake.ConnectionLimit;
import im.msggateway.handshake.HandshakeHandler;
import im.msggateway.handshake.Handshakes;
import im.msggateway.handshake.TokenCheck;
import im.msggateway.presence.Presence;
import im.msggateway.presence.Subscriptions;
import im.msggateway.push.GatewayEndpoint;
import im.msggateway.push.Pusher;
import im.msggateway.session.Logins;
import im.msggateway.session.OutboundMetrics;
import im.msggateway.session.PeerGateways;
import im.msggateway.session.Session;
import im.msggateway.session.SessionFactory;
import im.msggateway.session.SessionRegistry;
import im.msggateway.session.TokenChanges;
import io.grpc.BindableService;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The gateway, put together. Reachable by clients between [#start()] and [#close()].
public final class MsgGatewayService implements ImService {
  private static final Duration STOP = Duration.ofSeconds(3);

  private final GatewayOptions options;
  private final SessionRegistry registry = new SessionRegistry();
  private final ExecutorService executor =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("gateway-", 0).factory());
  private final Gzip gzip = new Gzip(Gzip.DEFAULT_MAX_INFLATED);
  private final OnlineStatus onlineStatus;
  private final Presence presence;
  private final Handshakes handshakes;
  private final GatewayEndpoint endpoint;
  private @Nullable GatewayServer server;

  /// The gateway in `env`.
  public MsgGatewayService(ServiceEnvironment env) {
    this(
        GatewayOptions.of(env),
        env.rpc(),
        env.redis(),
        env.access(),
        env.clock(),
        env.meters(),
        env::instanceAddress);
  }

  /// A gateway of these parts; `address`, its entry in discovery, is asked for once it has started.
  MsgGatewayService(
      GatewayOptions options,
      RpcClients rpc,
      Redis redis,
      Access access,
      Clock clock,
      MeterRegistry meters,
      Supplier<String> address) {
    this.options = options;
    onlineStatus = new OnlineStatus(redis, clock);
    Subscriptions subscriptions = new Subscriptions();
    presence =
        new Presence(rpc, new Routes(redis, clock), registry, subscriptions, address, meters);
    Logins logins =
        new Logins(
            registry,
            options.policy(),
            new TokenChanges(rpc),
            new PeerGateways(rpc, address, executor),
            presence,
            executor,
            meters);
    Operations operations = new Operations(rpc, access, new OnlineSubscriber(rpc, subscriptions));
    SessionFactory sessions =
        new SessionFactory(
            new Dispatcher(operations, meters),
            executor,
            options.timings(),
            new OutboundMetrics(meters));
    ConnectionLimit limit = new ConnectionLimit(options.maxConnections());
    handshakes =
        new Handshakes(
            limit,
            new TokenCheck(rpc),
            WireFormat.All.of(gzip),
            sessions,
            logins,
            options.handshakeTimeout(),
            clock,
            executor,
            meters);
    endpoint = new GatewayEndpoint(registry, logins, new Pusher(registry, meters));
    Gauge.builder(MetricName.ONLINE_USERS, registry, SessionRegistry::userCount)
        .description("users with a connection to this gateway")
        .register(meters);
    Gauge.builder("gateway.connections", limit, ConnectionLimit::open)
        .description("connections of clients, also those still in their handshake")
        .register(meters);
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint.bindable());
  }

  @Override
  public void start() throws IOException {
    presence.start();
    onlineStatus.onChange(presence::changed);
    server = GatewayServer.listen(options.bind(), () -> new HandshakeHandler(handshakes));
  }

  /// The port clients connect to, once started.
  public int port() {
    if (server == null) {
      throw new IllegalStateException("port of a gateway that is not started");
    }
    return server.port();
  }

  /// Takes no more connections, answers what was asked, sends what waits, reports everybody
  /// offline, and closes.
  @Override
  public void close() {
    if (server != null) {
      server.stopAccepting();
    }
    endSessions();
    presence.close(STOP);
    if (server != null) {
      server.close(Duration.ofSeconds(2));
      server = null;
    }
    executor.shutdown();
    gzip.close();
  }

  private void endSessions() {
    long end = System.nanoTime() + STOP.toNanos();
    try {
      do {
        // Again and again: handshakes under way may end in a session.
        registry.forEach(Session::leave);
        Thread.sleep(5);
      } while (registry.userCount() > 0 && System.nanoTime() < end);
      registry.forEach(Session::end);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
