package im.standalone;

import im.common.config.ConfigException;
import im.common.config.ConfigLoader;
import im.common.config.ImConfig;
import im.common.config.LoadedConfig;
import im.standalone.embedded.Infrastructure.Addresses;
import im.standalone.embedded.Ports;
import im.standalone.embedded.StartFailure;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The configuration of the standalone server: the files and the environment as for any process,
/// and on top what follows from running everything in one JVM. Where a file of the directory
/// speaks, the standalone defaults (127.0.0.1 only, log in the data directory) are silent.
final class StandaloneConfig {

  private static final String HOST = "127.0.0.1";

  private final Settings settings;
  private final @Nullable Integer apiPort;
  private final @Nullable Integer wsPort;

  StandaloneConfig(Settings settings) {
    this.settings = settings;
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
    unlessWritten(overrides, "openim-api.yml", "api.listenIP", HOST);
    unlessWritten(overrides, "openim-msggateway.yml", "listenIP", HOST);
    unlessWritten(
        overrides, "log.yml", "storageLocation", settings.data().resolve("logs").toString());
    unlessWritten(overrides, "log.yml", "isStdout", false);
    unlessWritten(overrides, "openim-rpc-third.yml", "object.enable", "");
    unlessWritten(overrides, "log.yml", "remainLogLevel", 4);
    port(overrides, "openim-api.yml/api.ports", apiPort);
    port(overrides, "openim-msggateway.yml/longConnSvr.ports", wsPort);
    try {
      return ConfigLoader.load(settings.config(), System.getenv(), overrides);
    } catch (ConfigException e) {
      throw new StartFailure(String.valueOf(e.getMessage()));
    }
  }

  private void unlessWritten(Map<String, Object> overrides, String file, String key, Object value) {
    Path directory = settings.config();
    if (directory == null || !Files.exists(directory.resolve(file))) {
      overrides.put(file + "/" + key, value);
    }
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
