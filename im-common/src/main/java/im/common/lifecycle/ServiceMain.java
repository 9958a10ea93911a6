package im.common.lifecycle;

import im.common.config.ConfigException;
import im.common.config.ConfigLoader;
import im.common.config.ImConfig;
import im.common.config.LoadedConfig;
import im.common.config.StartArguments;
import im.common.discovery.Discoveries;
import im.common.logging.LogLevels;
import im.common.logging.Logging;
import im.common.metrics.Metrics;
import im.common.metrics.MetricsServer;
import im.common.rpc.ServiceName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one service as a process: reads the configuration, starts the service, and on SIGTERM or
/// SIGINT stops it in order. A start that fails ends with one line on standard error and exit
/// status 1.
public final class ServiceMain {
  private ServiceMain() {}

  /// Runs until the process is told to end. `service` is null for processes that serve no gRPC.
  public static void run(
      String name,
      @Nullable ServiceName service,
      Function<ServiceEnvironment, ? extends ImService> factory,
      String[] arguments) {
    run(List.of(new ServiceSpec(name, service, factory)), arguments);
  }

  /// Runs several services in one process until it is told to end. The first names the process and
  /// says where its metrics are; the others have addresses of their own but need no process.
  public static void run(List<ServiceSpec> specs, String[] arguments) {
    String name = specs.getFirst().name();
    try {
      start(specs, arguments);
    } catch (ConfigException e) {
      fail(name, e);
    } catch (Exception e) {
      LoggerFactory.getLogger(ServiceMain.class).error("{} cannot start", name, e);
      fail(name, e);
    }
  }

  private static void start(List<ServiceSpec> specs, String[] arguments) throws Exception {
    long began = System.nanoTime();
    ServiceSpec spec = specs.getFirst();
    Map<String, String> variables = System.getenv();
    StartArguments start = StartArguments.parse(arguments, variables);
    LoadedConfig loaded = ConfigLoader.load(Map.of(), start.configDirectory(), variables, Map.of());
    Logging.configure(loaded.config().log(), spec.name());
    Logger log = LoggerFactory.getLogger(ServiceMain.class);
    loaded.warnings().forEach(warning -> log.warn("configuration: {}", warning));
    Metrics metrics = new Metrics();
    Resources resources =
        new Resources(
            loaded.config(),
            Discoveries.create(loaded.config().discovery()),
            metrics.registry(),
            Clock.systemUTC());
    List<ServiceHost> hosts = new ArrayList<>();
    MetricsServer metricsServer;
    try {
      for (ServiceSpec each : specs) {
        hosts.add(ServiceHost.start(each, resources, start.index()));
      }
      metricsServer = metricsServer(spec, loaded.config(), metrics, start.index());
    } catch (Exception e) {
      hosts.reversed().forEach(ServiceHost::close);
      resources.close();
      throw e;
    }
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("shutdown")
                .unstarted(() -> {
                  log.info("{} stops", spec.name());
                  hosts.reversed().forEach(ServiceHost::close);
                  resources.close();
                  metricsServer.close();
                  metrics.close();
                  log.info("{} stopped", spec.name());
                  ended.countDown();
                }));
    System.gc(); // a start leaves more garbage than an idle service makes in hours
    log.info(
        "{} ready after {} ms, metrics on port {}",
        spec.name(),
        (System.nanoTime() - began) / 1_000_000,
        metricsServer.port());
    ended.await();
  }

  private static MetricsServer metricsServer(
      ServiceSpec spec, ImConfig config, Metrics metrics, int index) throws Exception {
    ProcessPorts ports = ProcessPorts.of(config, spec, index);
    return new MetricsServer(metrics, new LogLevels(), ports.metricsHost(), ports.metricsPort());
  }

  private static void fail(String name, Exception reason) {
    System.err.println(name + ": " + reason.getMessage());
    Runtime.getRuntime().halt(1);
  }
}
