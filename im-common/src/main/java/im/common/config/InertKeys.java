package im.common.config;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Keys of the reference's files that are read, checked and so far change nothing. Who sets one to
/// something else than its default hears of it at the start.
public final class InertKeys {
  /// Each matches whole `file: key`s.
  private static final List<Pattern> ROWS =
      Stream.of(
              ".+: (ratelimiter|circuitBreaker)\\..+",
              ".+: prometheus\\.enable",
              // metrics of a process with gRPC follow rpc.autoSetPorts, and GET
              // /third/prometheus is the API's
              "openim-(push|msggateway|rpc-.+)\\.yml: prometheus\\.autoSetPorts",
              "openim-(push|msggateway|msgtransfer|rpc-.+)\\.yml: prometheus\\.grafanaURL",
              "openim-rpc-third\\.yml: prometheus\\..+", // it lives in im-rpc-msg
              "openim-rpc-third\\.yml: object\\.(cos|oss|kodo|aws)\\..+",
              "openim-push\\.yml: (enable|maxConcurrentWorkers|fullUserCache)",
              "openim-push\\.yml: (getui|fcm|jpush|iosPush)\\..+",
              "openim-msggateway\\.yml: longConnSvr\\.websocketMaxMsgLen",
              "(minio|webhooks)\\.yml: .+",
              "discovery\\.yml: (etcd|kubernetes)\\..+",
              "kafka\\.yml: producerAck",
              "local-cache\\.yml: .+\\.failedExpire",
              "local-cache\\.yml: (group|friend|conversation)\\.(slotNum|slotSize|successExpire)",
              "log\\.yml: (isSimplify|withStack)",
              "mongodb\\.yml: (maxRetry|replicaSet\\.maxStaleness)",
              "notification\\.yml: .+\\.(reliabilityLevel|unreadCount)",
              "redis\\.yml: (maxRetry|poolSize|sentinelMode\\.route.+)")
          .map(row -> Pattern.compile(row, Pattern.CASE_INSENSITIVE))
          .toList();

  private InertKeys() {}

  /// Whether the key `name`, a `file: key`, is one.
  public static boolean contain(String name) {
    return ROWS.stream().anyMatch(row -> row.matcher(name).matches());
  }
}
