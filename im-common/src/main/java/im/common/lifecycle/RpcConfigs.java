package im.common.lifecycle;

import im.common.config.ImConfig;
import im.common.config.RpcConfig;
import im.common.config.RpcProcessConfig;
import im.common.rpc.ServiceName;

/// The own file of each gRPC service.
final class RpcConfigs {
  private RpcConfigs() {}

  static RpcConfig of(ImConfig config, ServiceName name) {
    return process(config, name).rpc();
  }

  static RpcProcessConfig process(ImConfig config, ServiceName name) {
    return switch (name) {
      case AUTH -> config.rpcAuth();
      case USER -> config.rpcUser();
      case FRIEND -> config.rpcFriend();
      case GROUP -> config.rpcGroup();
      case CONVERSATION -> config.rpcConversation();
      case MSG -> config.rpcMsg();
      case PUSH -> config.push();
      case GATEWAY -> config.msggateway();
      case THIRD -> config.rpcThird();
    };
  }
}
