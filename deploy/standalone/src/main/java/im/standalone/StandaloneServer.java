package im.standalone;

import im.common.config.ImConfig;
import im.common.config.LoadedConfig;
import im.common.http.ListenException;
import im.common.logging.LogLevels;
import im.common.logging.Logging;
import im.standalone.embedded.DataDirectory;
import im.standalone.embedded.Infrastructure;
import im.standalone.embedded.StartFailure;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running standalone server: stores, connections to them, services.
public final class StandaloneServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StandaloneServer.class);

  /// What services may take to finish accepted work; the stores are stopped after it in any case,
  /// because they must write what they hold.
  private static final Duration SERVICES_LIMIT = Duration.ofSeconds(3);

  /// Stores in this JVM that tell what only their own developers want to know.
  private static final List<String> QUIET = List.of("de.bwaldvogel", "state.change.logger");

  private final ImConfig config;
  private final DataDirectory data;
  private final Infrastructure stores;
  private final Services services;

  private StandaloneServer(
      ImConfig config, DataDirectory data, Infrastructure stores, Services services) {
    this.config = config;
    this.data = data;
    this.stores = stores;
    this.services = services;
  }

  /// Starts everything and returns when clients can connect.
  ///
  /// @throws StartFailure with the one line that says why it cannot; nothing is left running
  public static StandaloneServer start(Settings settings) throws StartFailure {
    StandaloneConfig configuration = new StandaloneConfig(settings, System.getenv());
    ImConfig preview = configuration.preview();
    DataDirectory data = DataDirectory.open(settings.data());
    configureLogging(preview);
    @Nullable Infrastructure stores = null;
    try {
      stores = Infrastructure.start(data, settings.stores());
      LoadedConfig loaded = configuration.complete(stores.addresses());
      loaded.warnings().forEach(warning -> log.warn("configuration: {}", warning));
      Services services = Services.start(loaded.config());
      return new StandaloneServer(loaded.config(), data, stores, services);
    } catch (Exception e) {
      if (stores != null) {
        stores.close();
      }
      data.close();
      throw failure(e);
    }
  }

  private static void configureLogging(ImConfig config) {
    Logging.configure(config.log(), "im-standalone");
    LogLevels levels = new LogLevels();
    QUIET.forEach(library -> levels.set(library, "ERROR"));
  }

  private static StartFailure failure(Exception e) {
    if (e instanceof StartFailure failure) {
      return failure;
    }
    log.error("start failed", e);
    for (@Nullable Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ListenException) {
        return new StartFailure(String.valueOf(cause.getMessage()));
      }
    }
    return new StartFailure("cannot start: " + e + " (the log has the details)");
  }

  /// Base URL of the REST API.
  public String apiAddress() {
    return "http://127.0.0.1:" + StandaloneConfig.apiPort(config);
  }

  /// URL of the WebSocket gateway.
  public String wsAddress() {
    return "ws://127.0.0.1:" + StandaloneConfig.wsPort(config);
  }

  /// URL of the metrics in Prometheus' text format.
  public String metricsAddress() {
    return "http://127.0.0.1:" + services.metricsPort() + "/metrics";
  }

  /// The configuration it runs on.
  public ImConfig config() {
    return config;
  }

  /// Where the stores are.
  public Infrastructure.Addresses stores() {
    return stores.addresses();
  }

  /// Stops accepting, finishes what was accepted, writes everything down; takes less than 5 s.
  @Override
  public void close() {
    Thread stopper = Thread.ofPlatform().name("stop-services").start(services::close);
    try {
      if (!stopper.join(SERVICES_LIMIT)) {
        log.warn("services are still busy after {}, stopping the stores", SERVICES_LIMIT);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    stores.close();
    data.close();
  }
}
