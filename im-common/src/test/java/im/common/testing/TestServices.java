package im.common.testing;

import im.common.access.Access;
import im.common.access.AccessTable;
import im.common.config.ConfigLoader;
import im.common.config.ImConfig;
import im.common.discovery.InProcessDiscovery;
import im.common.lifecycle.Resources;
import im.common.lifecycle.ServiceHost;
import im.common.lifecycle.ServiceSpec;
import im.common.queue.MessageQueue;
import im.common.rpc.RpcClients;
import im.common.rpc.RpcServer;
import im.common.rpc.ServiceName;
import im.common.rpc.validation.RequestValidator;
import io.grpc.BindableService;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ClientInterceptors;
import io.grpc.MethodDescriptor;
import io.grpc.stub.AbstractStub;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Services as they run in production, in one JVM on the servers of [MongoExtension] and
/// [RedisExtension]: a real one under test with all its interceptors, and stand-ins for its peers.
public final class TestServices implements AutoCloseable {
  /// An id with the rights of an app admin.
  public static final String ADMIN = "imAdmin";

  private final ImConfig config;
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final InProcessDiscovery discovery = new InProcessDiscovery();
  private final Resources resources;
  private final RpcClients clients;
  private final List<AutoCloseable> running = new ArrayList<>();

  /// Services whose time is that of `clock`, and that publish nothing.
  public TestServices(Clock clock) {
    this(clock, new MemoryQueue());
  }

  /// Services whose time is that of `clock` and whose streams are `queue`.
  public TestServices(Clock clock, MessageQueue queue) {
    this(clock, queue, Map.of());
  }

  /// The same with `settings`, as in `openim-rpc-msg.yml/friendVerify`, other than by default.
  public TestServices(Clock clock, MessageQueue queue, Map<String, Object> settings) {
    Map<String, Object> all = new HashMap<>(settings);
    all.put("mongodb.yml/uri", MongoExtension.config().uri());
    all.put("mongodb.yml/database", MongoExtension.config().database());
    all.put("redis.yml/address", RedisExtension.config().address());
    all.put("redis.yml/password", "");
    config = ConfigLoader.defaults(all);
    resources = new Resources(config, discovery, meters, clock, () -> queue);
    clients = new RpcClients(discovery, config.discovery(), Integer.MAX_VALUE);
  }

  /// Serves `service` under a peer's name.
  public TestServices peer(ServiceName name, BindableService service) throws IOException {
    String registered = name.registeredName(config.discovery());
    RpcServer server =
        RpcServer.inProcess(
            registered,
            List.of(service),
            new RpcServer.Guards(
                new RequestValidator(),
                AccessTable.load(),
                new Access(config.share().imAdminUser().userIDs()),
                meters));
    server.start();
    discovery.register(registered, registered);
    running.add(server);
    return this;
  }

  /// Starts the service under test.
  public TestServices start(ServiceSpec spec) throws Exception {
    running.add(ServiceHost.start(spec, resources, 0));
    return this;
  }

  /// What the services measure.
  public SimpleMeterRegistry meters() {
    return meters;
  }

  /// Stubs of all services, as one of them would have them.
  public RpcClients clients() {
    return clients;
  }

  /// A stub of a service, whose calls may take as long as a busy machine needs.
  public <S extends AbstractStub<S>> S stub(ServiceName name, Function<Channel, S> factory) {
    return factory.apply(ClientInterceptors.intercept(clients.channel(name), new Patient()));
  }

  private static final class Patient implements ClientInterceptor {
    @Override
    public <Q, R> ClientCall<Q, R> interceptCall(
        MethodDescriptor<Q, R> method, CallOptions options, Channel next) {
      return next.newCall(method, options.withDeadlineAfter(1, TimeUnit.MINUTES));
    }
  }

  @Override
  public void close() throws Exception {
    for (AutoCloseable service : running.reversed()) {
      service.close();
    }
    clients.close();
    resources.close();
  }
}
