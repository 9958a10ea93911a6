package im.common.lifecycle;

import im.common.config.ImConfig;
import im.common.config.RpcProcessConfig;

/// Where a process serves its metrics: the port its own file names, on the address its gRPC or HTTP
/// server listens on.
record ProcessPorts(String metricsHost, int metricsPort) {
  static ProcessPorts of(ImConfig config, ServiceSpec spec, int index) {
    if (spec.service() != null) {
      RpcProcessConfig process = RpcConfigs.process(config, spec.service());
      return new ProcessPorts(process.rpc().listenIP(), process.metricsPort(index));
    }
    return spec.name().equals("im-api")
        ? new ProcessPorts(config.api().api().listenIP(), config.api().prometheus().port(index))
        : new ProcessPorts("", config.msgtransfer().prometheus().port(index));
  }
}
