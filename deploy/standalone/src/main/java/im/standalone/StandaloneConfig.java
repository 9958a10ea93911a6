package im.standalone;

import im.common.config.ConfigException;
import im.common.config.ConfigLoader;
import im.common.config.ImConfig;
import im.common.config.LoadedConfig;
import im.standalone.embedded.Infrastructure.Addresses;
import im.standalone.embedded.Ports;
import im.standalone.embedded.StartFailure;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of the standalone server: the files and the environment as for any process,
/// and on top what follows from running everything in one JVM. A key that neither sets has the
/// standalone default, if there is one (127.0.0.1 only, log in the data directory), else the
/// built-in one.
final class StandaloneConfig {

  private static final String HOST = "127.0.0.1";

  /// `remainLogLevel`: without what only developers want to know.
  private static final int INFO = 4;

  private final Settings settings;
  private final Map<String, String> environment;
  private final @Nullable Integer apiPort;
  private final @Nullable Integer wsPort;

  /// `environment` are the variables, normally `System.getenv()`.
  StandaloneConfig(Settings settings, Map<String, String> environment) {
    this.settings = settings;
    this.environment = environment;
    this.apiPort = chosen(settings.apiPort());
    this.wsPort = chosen(settings.wsPort());
  }

  private static @Nullable Integer chosen(@Nullable Integer port) {
    return port != null && port == 0 ? Integer.valueOf(Ports.free()) : port;
  }

  /// Loads and checks everything that is known before the stores run, so that a mistake shows at
  /// once.
  ///
  /// @throws StartFailure naming file, key, value and expectation, or a port that is taken
  ImConfig preview() throws StartFailure {
    ImConfig config = loaded(new HashMap<>()).config();
    requireFree(config.api().api().listenIP(), apiPort(config), "--api-port");
    requireFree(config.msggateway().listenIP(), wsPort(config), "--ws-port");
    return config;
  }

  /// The configuration to run on: ports chosen, stores known.
  LoadedConfig complete(Addresses stores) throws StartFailure {
    Map<String, Object> overrides = new HashMap<>();
    overrides.put("kafka.yml/address", List.of(stores.kafka().split(",", -1)));
    overrides.putAll(redis(stores.redis()));
    overrides.put("mongodb.yml/uri", stores.mongo());
    return loaded(overrides);
  }

  private LoadedConfig loaded(Map<String, Object> overrides) throws StartFailure {
    overrides.put("discovery.yml/enable", "inprocess");
    port(overrides, "openim-api.yml/api.ports", apiPort);
    port(overrides, "openim-msggateway.yml/longConnSvr.ports", wsPort);
    try {
      return ConfigLoader.load(defaults(), settings.config(), environment, overrides);
    } catch (ConfigException e) {
      throw new StartFailure(String.valueOf(e.getMessage()));
    }
  }

  private Map<String, Object> defaults() {
    return Map.of(
        "openim-api.yml/api.listenIP",
        HOST,
        "openim-msggateway.yml/listenIP",
        HOST,
        "openim-rpc-third.yml/object.enable",
        "",
        "log.yml/storageLocation",
        settings.data().resolve("logs").toString(),
        "log.yml/isStdout",
        false,
        "log.yml/remainLogLevel",
        INFO);
  }

  private static void port(Map<String, Object> overrides, String key, @Nullable Integer port) {
    if (port != null) {
      overrides.put(key, List.of(port));
    }
  }

  /// `host:port`, or `redis://[user:password@]host:port[/db]`; what is not named is empty.
  private static Map<String, Object> redis(String address) throws StartFailure {
    URI uri = parse(address.contains("://") ? address : "redis://" + address);
    if (uri.getHost() == null || uri.getPort() < 0) {
      throw new StartFailure(
          "--redis: %s (expected: host:port or a redis:// URI)".formatted(address));
    }
    String[] user = uri.getUserInfo() == null ? new String[0] : uri.getUserInfo().split(":", 2);
    return Map.of(
        "redis.yml/address", List.of(uri.getHost() + ":" + uri.getPort()),
        "redis.yml/username", user.length == 2 ? user[0] : "",
        "redis.yml/password", user.length == 2 ? user[1] : "",
        "redis.yml/db", uri.getPath().length() > 1 ? uri.getPath().substring(1) : "0");
  }

  private static URI parse(String address) throws StartFailure {
    try {
      return URI.create(address);
    } catch (IllegalArgumentException _) {
      throw new StartFailure("--redis: not an address (expected: host:port or a redis:// URI)");
    }
  }

  private static void requireFree(String host, int port, String option) throws StartFailure {
    if (!Ports.isFree(host, port)) {
      throw new StartFailure(
          "port %d of %s is in use; stop who listens there, or choose another with %s"
              .formatted(port, host, option));
    }
  }

  /// The port of the REST API.
  static int apiPort(ImConfig config) {
    return config.api().api().port(0);
  }

  /// The port of the WebSocket gateway.
  static int wsPort(ImConfig config) {
    return config.msggateway().longConnSvr().port(0);
  }
}
