package im.common.config;

import java.util.Locale;

/// The files of a configuration directory and the component of [ImConfig] each one fills.
public enum ConfigFile {
  SHARE("share.yml", "share"),
  DISCOVERY("discovery.yml", "discovery"),
  KAFKA("kafka.yml", "kafka"),
  REDIS("redis.yml", "redis"),
  MONGODB("mongodb.yml", "mongodb"),
  LOCAL_CACHE("local-cache.yml", "localCache"),
  LOG("log.yml", "log"),
  NOTIFICATION("notification.yml", "notification"),
  WEBHOOKS("webhooks.yml", "webhooks"),
  API("openim-api.yml", "api"),
  MSGGATEWAY("openim-msggateway.yml", "msggateway"),
  MSGTRANSFER("openim-msgtransfer.yml", "msgtransfer"),
  PUSH("openim-push.yml", "push"),
  RPC_AUTH("openim-rpc-auth.yml", "rpcAuth"),
  RPC_USER("openim-rpc-user.yml", "rpcUser"),
  RPC_FRIEND("openim-rpc-friend.yml", "rpcFriend"),
  RPC_GROUP("openim-rpc-group.yml", "rpcGroup"),
  RPC_CONVERSATION("openim-rpc-conversation.yml", "rpcConversation"),
  RPC_MSG("openim-rpc-msg.yml", "rpcMsg"),
  RPC_THIRD("openim-rpc-third.yml", "rpcThird"),
  MINIO("minio.yml", "minio"),
  CRONTASK("openim-crontask.yml", "crontask");

  private final String fileName;
  private final String component;

  ConfigFile(String fileName, String component) {
    this.fileName = fileName;
    this.component = component;
  }

  /// The name inside the configuration directory, for example `openim-rpc-user.yml`.
  public String fileName() {
    return fileName;
  }

  /// The component of [ImConfig] that holds this file.
  public String component() {
    return component;
  }

  /// What environment variables of this file start with, for example `IMENV_OPENIM_RPC_USER_`
  /// (`reference/ops.md` section 2.2).
  String environmentPrefix() {
    String stem = fileName.substring(0, fileName.length() - ".yml".length());
    return "IMENV_" + stem.replace('-', '_').toUpperCase(Locale.ROOT) + "_";
  }

  /// The file of that name, or [ConfigException] if none has it.
  static ConfigFile named(String fileName) {
    for (ConfigFile file : values()) {
      if (file.fileName.equals(fileName)) {
        return file;
      }
    }
    throw new ConfigException(
        "configuration file: %s (expected: a known file)".formatted(fileName));
  }
}
