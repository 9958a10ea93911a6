package im.common.discovery;

import java.util.List;
import java.util.function.Consumer;

/// Where the instances of services are. Service names are those registered in `discovery.yml`
/// (`rpcService.*`); an instance is an address `host:port`.
public interface Discovery extends AutoCloseable {
  /// The instances known right now, possibly none.
  List<String> instances(String service);

  /// Calls `listener` with the instances known now, and again after every change, until this is
  /// closed.
  void watch(String service, Consumer<List<String>> listener);

  /// Makes this process findable as an instance of `service`; withdrawn by [#close()].
  void register(String service, String address);

  /// True when services live in this JVM and are reached without a network.
  default boolean inProcess() {
    return false;
  }

  @Override
  void close();
}
