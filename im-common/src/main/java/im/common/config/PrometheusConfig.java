package im.common.config;

import java.util.List;

/// Block `prometheus` of a process: where its metrics are served. Processes with a block `rpc`
/// follow `rpc.autoSetPorts` instead of the one here, as the reference does.
public record PrometheusConfig(
    boolean enable, boolean autoSetPorts, List<Integer> ports, String grafanaURL) {

  /// Checks the ports.
  public PrometheusConfig {
    Check.ports("ports", ports);
  }

  /// The port to bind for an instance, 0 for one the system chooses.
  ///
  /// @throws ConfigException if fixed ports are wanted and there is none for the index
  public int port(int index) {
    return autoSetPorts ? 0 : Ports.at("prometheus.ports", ports, index);
  }
}
