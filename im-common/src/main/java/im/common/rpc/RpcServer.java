package im.common.rpc;

import im.common.access.Access;
import im.common.access.AccessTable;
import im.common.http.ListenException;
import im.common.rpc.validation.RequestValidator;
import io.grpc.BindableService;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A gRPC server with everything a service of this system has: context, validation, access, error
/// mapping, metrics, health and reflection. Handlers run on virtual threads.
public final class RpcServer implements AutoCloseable {
  /// What is the same for all servers of a process.
  public record Guards(
      RequestValidator validator, AccessTable table, Access access, MeterRegistry meters) {}

  private final @Nullable InetSocketAddress bind;
  private final Server server;
  private final HealthStatusManager health = new HealthStatusManager();
  private final ExecutorService handlers = Executors.newVirtualThreadPerTaskExecutor();

  private RpcServer(
      @Nullable InetSocketAddress bind,
      ServerBuilder<?> builder,
      String name,
      List<BindableService> services,
      Guards guards) {
    this.bind = bind;
    GuardServerInterceptor guard =
        new GuardServerInterceptor(
            name, guards.validator(), guards.table(), guards.access(), guards.meters());
    for (BindableService service : services) {
      builder.addService(
          ServerInterceptors.interceptForward(service, new ContextServerInterceptor(), guard));
    }
    server =
        builder
            .addService(health.getHealthService())
            .addService(ProtoReflectionServiceV1.newInstance())
            .executor(handlers)
            .build();
  }

  /// A server on the network; port 0 takes a free one. `maxRequestBytes` bounds one request.
  public static RpcServer network(
      String name,
      InetSocketAddress bind,
      int maxRequestBytes,
      List<BindableService> services,
      Guards guards) {
    return new RpcServer(
        bind,
        NettyServerBuilder.forAddress(bind).maxInboundMessageSize(maxRequestBytes),
        name,
        services,
        guards);
  }

  /// A server inside this JVM, found under `name`.
  public static RpcServer inProcess(String name, List<BindableService> services, Guards guards) {
    return new RpcServer(null, InProcessServerBuilder.forName(name), name, services, guards);
  }

  /// Starts to accept calls.
  ///
  /// @throws IOException when the port is taken; the text names it and says so
  public void start() throws IOException {
    try {
      server.start();
    } catch (IOException e) {
      throw bind == null ? e : new ListenException(bind, e);
    }
  }

  /// The port it listens on, -1 for an in-process server.
  public int port() {
    return server.getPort();
  }

  /// Accepts no more calls and lets the running ones finish within `deadline`.
  public void stop(Duration deadline) {
    health.enterTerminalState();
    server.shutdown();
    try {
      if (!server.awaitTermination(deadline.toMillis(), TimeUnit.MILLISECONDS)) {
        server.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      server.shutdownNow();
    }
    handlers.shutdown();
  }

  @Override
  public void close() {
    stop(Duration.ofSeconds(5));
  }
}
