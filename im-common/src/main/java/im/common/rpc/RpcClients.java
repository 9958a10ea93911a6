package im.common.rpc;

import im.common.config.DiscoveryConfig;
import im.common.discovery.Discovery;
import io.grpc.Channel;
import io.grpc.ClientInterceptor;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.NameResolverProvider;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.AbstractStub;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Stubs for the other services. Calls are balanced round robin over the instances that discovery
/// knows, carry the current [im.common.context.RequestContext], have a deadline, and are repeated
/// when that is harmless. Failures come as `StatusRuntimeException`; [im.common.error.ErrorTable]
/// gives their code.
public final class RpcClients implements AutoCloseable {
  private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

  /// gRPC would wait up to two minutes before it tries a peer again that was away for long.
  private static final Duration LONGEST_BACKOFF = Duration.ofSeconds(1);

  /// One instance of a service: its address and a channel to exactly it.
  public record Instance(String address, Channel channel) {}

  private final Discovery discovery;
  private final DiscoveryConfig config;
  private final int maxMessageBytes;
  private final NameResolverProvider resolver;
  private final ExecutorService callbacks = Executors.newVirtualThreadPerTaskExecutor();
  private final ClientInterceptor interceptor = new ContextClientInterceptor(DEFAULT_DEADLINE);
  private final Map<String, ManagedChannel> channels = new ConcurrentHashMap<>();
  private final ScheduledExecutorService reconnects =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("rpc-reconnect").factory());

  /// `maxMessageBytes` bounds a response (`share.yml` rpcMaxBodySize).
  public RpcClients(Discovery discovery, DiscoveryConfig config, int maxMessageBytes) {
    this.discovery = discovery;
    this.config = config;
    this.maxMessageBytes = maxMessageBytes;
    resolver = DiscoveryNameResolver.provider(discovery, this::serviceConfig);
    if (!discovery.inProcess()) {
      long period = LONGEST_BACKOFF.toMillis();
      reconnects.scheduleWithFixedDelay(
          () -> channels.values().forEach(ManagedChannel::resetConnectBackoff),
          period,
          period,
          TimeUnit.MILLISECONDS);
    }
  }

  /// A stub of `service`, to be kept; `factory` is for example `userGrpc::newBlockingStub`.
  public <S extends AbstractStub<S>> S stub(ServiceName service, Function<Channel, S> factory) {
    return factory.apply(channel(service));
  }

  /// The balanced channel of `service`.
  public Channel channel(ServiceName service) {
    String name = service.registeredName(config);
    return intercepted(
        channels.computeIfAbsent(
            name,
            _ ->
                discovery.inProcess()
                    ? build(InProcessChannelBuilder.forName(name))
                    : build(
                        NettyChannelBuilder.forTarget(DiscoveryNameResolver.SCHEME + ":///" + name)
                            .nameResolverFactory(resolver)
                            .enableRetry()
                            .usePlaintext())));
  }

  /// A channel to each instance of `service` that discovery knows now.
  public List<Instance> instances(ServiceName service) {
    return discovery.instances(service.registeredName(config)).stream()
        .map(address -> new Instance(address, intercepted(instanceChannel(address))))
        .toList();
  }

  @Override
  public void close() {
    reconnects.shutdownNow();
    channels.values().forEach(ManagedChannel::shutdown);
    for (ManagedChannel channel : channels.values()) {
      try {
        if (!channel.awaitTermination(2, TimeUnit.SECONDS)) {
          channel.shutdownNow();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        channel.shutdownNow();
      }
    }
    callbacks.close();
  }

  private ManagedChannel instanceChannel(String address) {
    return channels.computeIfAbsent(
        "instance " + address,
        _ ->
            discovery.inProcess()
                ? build(InProcessChannelBuilder.forName(address))
                : build(
                    NettyChannelBuilder.forAddress(DiscoveryNameResolver.socketAddress(address))
                        .usePlaintext()));
  }

  private Map<String, ?> serviceConfig(String registeredName) {
    for (ServiceName service : ServiceName.values()) {
      if (service.registeredName(config).equals(registeredName)) {
        return ServiceConfigs.of(service.descriptor());
      }
    }
    throw new IllegalArgumentException(
        registeredName + " (expected: a name of discovery.yml rpcService)");
  }

  private ManagedChannel build(ManagedChannelBuilder<?> builder) {
    return builder.executor(callbacks).maxInboundMessageSize(maxMessageBytes).build();
  }

  private Channel intercepted(Channel channel) {
    return io.grpc.ClientInterceptors.intercept(channel, interceptor);
  }
}
