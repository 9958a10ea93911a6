package im.common.config;

import java.util.List;

/// Block `rpc` of a gRPC process: with `autoSetPorts` the system chooses the port, otherwise it is
/// the entry of `ports` at the index of the instance; an empty `registerIP` means the first private
/// address of the host.
public record RpcConfig(
    String registerIP, String listenIP, boolean autoSetPorts, List<Integer> ports) {

  /// Checks the ports.
  public RpcConfig {
    Check.ports("ports", ports);
  }

  /// The port to bind for an instance, 0 for one the system chooses.
  ///
  /// @throws ConfigException if fixed ports are wanted and there is none for the index
  public int port(int index) {
    return autoSetPorts ? 0 : Ports.at("rpc.ports", ports, index);
  }
}
