package im.msggateway;

import im.common.lifecycle.ServiceEnvironment;
import im.msggateway.session.LoginPolicy;
import im.msggateway.session.Timings;
import java.net.InetSocketAddress;
import java.time.Duration;

/// What configuration says of a gateway.
///
/// @param bind where clients connect; port 0 takes a free one
/// @param maxConnections more are refused
/// @param handshakeTimeout for the request of a handshake to arrive
/// @param policy which connections of a user make room for a new one
/// @param timings the clocks of a connection
public record GatewayOptions(
    InetSocketAddress bind,
    int maxConnections,
    Duration handshakeTimeout,
    LoginPolicy policy,
    Timings timings) {

  /// The options of the instance that `env` is for.
  static GatewayOptions of(ServiceEnvironment env) {
    var config = env.config().msggateway();
    int port = config.longConnSvr().port(env.index());
    return new GatewayOptions(
        config.listenIP().isEmpty()
            ? new InetSocketAddress(port)
            : new InetSocketAddress(config.listenIP(), port),
        config.longConnSvr().websocketMaxConnNum(),
        Duration.ofSeconds(config.longConnSvr().websocketTimeout()),
        LoginPolicy.of(env.config().share().multiLogin().policy()),
        Timings.PROTOCOL);
  }
}
