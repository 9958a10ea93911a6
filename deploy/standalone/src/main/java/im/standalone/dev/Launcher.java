package im.standalone.dev;

import im.standalone.embedded.DataDirectory;
import im.standalone.embedded.Infrastructure;
import im.standalone.embedded.StartFailure;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The stores in this JVM and every service in processes of its own, until [#close].
///
/// Configuration and output of the processes are in the folders `config` and `logs` of the data
/// directory; the file of an instance is named like `msggateway-1.log`.
public final class Launcher implements AutoCloseable {

  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final DataDirectory data;
  private final Infrastructure stores;
  private final Layout layout;
  private final List<ServiceProcess> processes;
  private boolean closed;

  private Launcher(
      DataDirectory data, Infrastructure stores, Layout layout, List<ServiceProcess> processes) {
    this.data = data;
    this.stores = stores;
    this.layout = layout;
    this.processes = processes;
  }

  /// What to start.
  ///
  /// @param data directory of stores, configuration and logs
  /// @param layout the processes and their ports
  /// @param stores the stores that are there already
  /// @param secret of `share.yml`
  /// @param jars folder with the services' jars, null to run them from our own class path
  public record Plan(
      Path data, Layout layout, Infrastructure.Given stores, String secret, @Nullable Path jars) {}

  /// Starts all of it and returns when every process is ready.
  ///
  /// @throws StartFailure with one line that says what is not; nothing is left running
  public static Launcher start(Plan plan) throws StartFailure, InterruptedException {
    DataDirectory data = DataDirectory.open(plan.data());
    Infrastructure stores;
    try {
      stores = Infrastructure.start(data, plan.stores());
    } catch (StartFailure e) {
      data.close();
      throw e;
    }
    List<ServiceProcess> processes = new ArrayList<>();
    Launcher launcher = new Launcher(data, stores, plan.layout(), processes);
    try {
      processes.addAll(prepare(plan, data, stores));
      launcher.startAll();
      return launcher;
    } catch (ClosedByInterruptException _) {
      launcher.close();
      throw new InterruptedException("interrupted while reading what a process says");
    } catch (IOException e) {
      launcher.close();
      throw new StartFailure(String.valueOf(e.getMessage()));
    } catch (StartFailure | InterruptedException | RuntimeException e) {
      launcher.close();
      throw e;
    }
  }

  private static List<ServiceProcess> prepare(Plan plan, DataDirectory data, Infrastructure stores)
      throws StartFailure, IOException {
    Path config = data.folder("config");
    Path logs = data.folder("logs");
    new ConfigDirectory(config, plan.layout()).write(stores.addresses(), plan.secret());
    JavaCommand java = new JavaCommand(config, plan.jars());
    List<ServiceProcess> processes = new ArrayList<>();
    for (Layout.Instance instance : plan.layout().all()) {
      Path log = logs.resolve(instance.label() + ".log");
      Files.deleteIfExists(log);
      processes.add(new ServiceProcess(instance, java.of(instance, config), log));
    }
    return processes;
  }

  private void startAll() throws IOException, InterruptedException {
    for (ServiceProcess process : processes) {
      process.start();
    }
    for (ServiceProcess process : processes) {
      process.awaitReady(START_LIMIT);
    }
  }

  /// Base URL of the first REST API.
  public String apiAddress() {
    return "http://127.0.0.1:" + layout.of(ServiceKind.API).getFirst().second();
  }

  /// URLs of all gateways.
  public List<String> wsAddresses() {
    return layout.of(ServiceKind.MSGGATEWAY).stream()
        .map(instance -> "ws://127.0.0.1:" + instance.second())
        .toList();
  }

  /// Where the stores are.
  public Infrastructure.Addresses stores() {
    return stores.addresses();
  }

  /// Process ids by instance, such as `msg-0`.
  public Map<String, Long> pids() {
    Map<String, Long> pids = new LinkedHashMap<>();
    processes.forEach(process -> pids.put(process.instance().label(), process.pid()));
    return pids;
  }

  /// Kills an instance as a crash would, and returns when it is gone.
  public void kill9(ServiceKind kind, int index) throws InterruptedException {
    process(kind, index).kill();
  }

  /// Stops an instance as an operator would, and returns when it is gone.
  public void stop(ServiceKind kind, int index) throws InterruptedException {
    ServiceProcess process = process(kind, index);
    process.terminate();
    process.awaitEnd();
  }

  /// Starts an instance that was stopped or killed, on its old ports, and returns when it is ready.
  ///
  /// @throws IOException when it does not become ready
  /// @throws IllegalStateException when it runs already, or all of them are being stopped
  public void start(ServiceKind kind, int index) throws IOException, InterruptedException {
    ServiceProcess process = process(kind, index);
    startUnlessClosed(process);
    process.awaitReady(START_LIMIT);
  }

  private synchronized void startUnlessClosed(ServiceProcess process) throws IOException {
    if (closed) {
      throw new IllegalStateException("the launcher stops");
    }
    process.start();
  }

  private synchronized void startNoMore() {
    closed = true;
  }

  private ServiceProcess process(ServiceKind kind, int index) {
    return processes.stream()
        .filter(process -> process.instance().kind() == kind)
        .filter(process -> process.instance().index() == index)
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s-%d (expected: one of the %d instances)"
                    .formatted(kind.label(), index, layout.of(kind).size())));
  }

  /// Stops the processes that clients see first, then all others, then the stores; an interrupt
  /// does not shorten it.
  @Override
  public void close() {
    startNoMore();
    boolean interrupted = Thread.interrupted();
    try {
      stop(process -> isFront(process.instance().kind()));
      stop(process -> !isFront(process.instance().kind()));
    } finally {
      stores.close();
      data.close();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static boolean isFront(ServiceKind kind) {
    return kind == ServiceKind.API || kind == ServiceKind.MSGGATEWAY;
  }

  private void stop(Predicate<ServiceProcess> chosen) {
    List<ServiceProcess> stopping = processes.stream().filter(chosen).toList();
    stopping.forEach(ServiceProcess::terminate);
    for (ServiceProcess process : stopping) {
      try {
        process.awaitEnd();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
