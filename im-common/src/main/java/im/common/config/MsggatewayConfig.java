package im.common.config;

import java.util.List;

/// `openim-msggateway.yml`: the WebSocket gateway.
public record MsggatewayConfig(
    RpcConfig rpc,
    PrometheusConfig prometheus,
    String listenIP,
    LongConnSvr longConnSvr,
    RateLimiterConfig ratelimiter,
    CircuitBreakerConfig circuitBreaker)
    implements RpcProcessConfig {

  /// The WebSocket listener; `websocketTimeout` is the time for a handshake in seconds,
  /// `websocketMaxMsgLen` bytes.
  public record LongConnSvr(
      List<Integer> ports, int websocketMaxConnNum, int websocketMaxMsgLen, int websocketTimeout) {
    /// Checks ports and bounds.
    public LongConnSvr {
      Check.ports("ports", ports);
      Check.atLeast("websocketMaxConnNum", websocketMaxConnNum, 1);
      Check.atLeast("websocketMaxMsgLen", websocketMaxMsgLen, 0);
      Check.atLeast("websocketTimeout", websocketTimeout, 1);
    }

    /// The WebSocket port of an instance.
    ///
    /// @throws ConfigException if there is none for the index
    public int port(int index) {
      return Ports.at("longConnSvr.ports", ports, index);
    }
  }
}
