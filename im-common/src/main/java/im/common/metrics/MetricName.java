package im.common.metrics;

/// Names of the metrics the reference has, exactly as Prometheus shows them
/// (`reference/metrics.tsv`).
public final class MetricName {

  /// Calls answered by a gRPC server; labels name, path, code.
  public static final String RPC_COUNT = "rpc_count";

  /// JSON envelopes of the HTTP API; labels path, method, code.
  public static final String API_COUNT = "api_count";

  /// Responses of the HTTP API; labels path, method, status.
  public static final String HTTP_COUNT = "http_count";

  /// Admin tokens issued.
  public static final String USER_LOGIN = "user_login_total";

  /// Users registered.
  public static final String USER_REGISTER = "user_register_total";

  /// Single-chat messages accepted.
  public static final String SINGLE_CHAT_SUCCESS = "single_chat_msg_process_success_total";

  /// Single-chat messages refused by a rule or not queued.
  public static final String SINGLE_CHAT_FAILED = "single_chat_msg_process_failed_total";

  /// Group messages accepted.
  public static final String GROUP_CHAT_SUCCESS = "group_chat_msg_process_success_total";

  /// Group messages refused, and hand-offs to offline push that failed.
  public static final String GROUP_CHAT_FAILED = "group_chat_msg_process_failed_total";

  /// Gauge: users with a connection to this gateway.
  public static final String ONLINE_USERS = "online_user_num";

  /// Calls to a vendor of offline push that failed.
  public static final String OFFLINE_PUSH_FAILED = "msg_offline_push_failed_total";

  /// Messages that were older than 10 s when push read them.
  public static final String LATE_PUSH = "msg_long_time_push_total";

  /// Batches of messages cached in Redis.
  public static final String REDIS_INSERT_SUCCESS = "msg_insert_redis_success_total";

  /// Batches that could not be cached in Redis.
  public static final String REDIS_INSERT_FAILED = "msg_insert_redis_failed_total";

  /// Batches of messages stored in MongoDB.
  public static final String MONGO_INSERT_SUCCESS = "msg_insert_mongo_success_total";

  /// Batches that could not be stored in MongoDB.
  public static final String MONGO_INSERT_FAILED = "msg_insert_mongo_failed_total";

  /// Batches whose senders' own read positions could not be saved.
  public static final String SEQ_SET_FAILED = "seq_set_failed_total";

  private MetricName() {}
}
