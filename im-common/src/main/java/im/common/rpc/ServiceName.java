package im.common.rpc;

import im.common.config.DiscoveryConfig;

/// The gRPC services of the system. The name under which instances register comes from
/// `discovery.yml`.
public enum ServiceName {
  AUTH,
  USER,
  FRIEND,
  GROUP,
  CONVERSATION,
  MSG,
  PUSH,
  GATEWAY,
  THIRD;

  /// The registered name of this service, such as `user-rpc-service`.
  public String registeredName(DiscoveryConfig config) {
    var names = config.rpcService();
    return switch (this) {
      case AUTH -> names.auth();
      case USER -> names.user();
      case FRIEND -> names.friend();
      case GROUP -> names.group();
      case CONVERSATION -> names.conversation();
      case MSG -> names.msg();
      case PUSH -> names.push();
      case GATEWAY -> names.messageGateway();
      case THIRD -> names.third();
    };
  }
}
