package im.common.config;

/// Everything that can be configured, one component per file (`reference/config-keys.tsv`).
///
/// The tree is complete whatever files exist, because absent keys take the built-in defaults, and
/// it never prints a secret.
public record ImConfig(
    ShareConfig share,
    DiscoveryConfig discovery,
    KafkaConfig kafka,
    RedisConfig redis,
    MongodbConfig mongodb,
    LocalCacheConfig localCache,
    LogConfig log,
    NotificationConfig notification,
    WebhooksConfig webhooks,
    ApiConfig api,
    MsggatewayConfig msggateway,
    MsgtransferConfig msgtransfer,
    PushConfig push,
    RpcAuthConfig rpcAuth,
    RpcUserConfig rpcUser,
    RpcFriendConfig rpcFriend,
    RpcGroupConfig rpcGroup,
    RpcConversationConfig rpcConversation,
    RpcMsgConfig rpcMsg,
    RpcThirdConfig rpcThird,
    MinioConfig minio,
    CrontaskConfig crontask) {}
