package im.standalone.dev;

import im.standalone.embedded.Infrastructure.Addresses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/// Writes the configuration of a [Layout]: only the keys that differ from the built-in defaults, so
/// that the files show what separate processes need to be told.
final class ConfigDirectory {

  private final Path directory;
  private final Layout layout;

  ConfigDirectory(Path directory, Layout layout) {
    this.directory = directory;
    this.layout = layout;
  }

  /// Writes every file anew.
  void write(Addresses stores, String secret) throws IOException {
    Files.createDirectories(directory);
    file("share.yml", "secret: " + quoted(secret));
    file("log.yml", "storageLocation: \"\"\nisStdout: true\nremainLogLevel: 4");
    file("kafka.yml", "address: " + quotedList(List.of(stores.kafka().split(",", -1))));
    file("redis.yml", "address: " + quotedList(List.of(stores.redis())) + "\npassword: \"\"");
    file("mongodb.yml", "uri: " + quoted(stores.mongo()));
    file("discovery.yml", discovery());
    for (ServiceKind kind : ServiceKind.values()) {
      file(kind.configFile(), service(kind));
    }
    file("openim-rpc-third.yml", rpc(ServiceKind.MSG, Layout.Instance::second));
  }

  private String discovery() {
    return Arrays.stream(ServiceKind.values())
        .filter(ServiceKind::servesRpc)
        .map(kind -> "  " + kind.discoveryName() + ": " + addresses(kind, Layout.Instance::rpc))
        .collect(
            Collectors.joining(
                "\n",
                "enable: fixed\nfixed:\n",
                "\n  third-rpc-service: " + addresses(ServiceKind.MSG, Layout.Instance::second)));
  }

  private String addresses(ServiceKind kind, ToIntFunction<Layout.Instance> port) {
    return quotedList(
        layout.of(kind).stream()
            .map(instance -> "127.0.0.1:" + port.applyAsInt(instance))
            .toList());
  }

  private String service(ServiceKind kind) {
    String metrics = "prometheus:\n  ports: " + ports(kind, Layout.Instance::metrics);
    String fixed = metrics + "\n  autoSetPorts: false";
    String rpc = rpc(kind, Layout.Instance::rpc);
    String fronts = ports(kind, Layout.Instance::second);
    return switch (kind) {
      case API -> fixed + "\napi:\n  listenIP: 127.0.0.1\n  ports: " + fronts;
      case MSGTRANSFER -> fixed;
      case MSGGATEWAY ->
          metrics + "\n" + rpc + "\nlistenIP: 127.0.0.1\nlongConnSvr:\n  ports: " + fronts;
      default -> metrics + "\n" + rpc;
    };
  }

  private String rpc(ServiceKind kind, ToIntFunction<Layout.Instance> port) {
    return "rpc:\n  registerIP: 127.0.0.1\n  listenIP: 127.0.0.1\n  autoSetPorts: false\n  ports: "
        + ports(kind, port);
  }

  private String ports(ServiceKind kind, ToIntFunction<Layout.Instance> port) {
    return layout.of(kind).stream().mapToInt(port).boxed().toList().toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private static String quotedList(List<String> texts) {
    return texts.stream().map(ConfigDirectory::quoted).toList().toString();
  }

  private void file(String name, String content) throws IOException {
    Files.writeString(directory.resolve(name), content + "\n");
  }
}
