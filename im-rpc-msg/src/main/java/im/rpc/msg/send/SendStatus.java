package im.rpc.msg.send;

import im.common.context.RequestContext;
import im.common.redis.Redis;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// What became of a message that the management API sent, by operation id, for a day
/// (`reference/pipeline-storage.md` 1.8).
public final class SendStatus {
  private static final Duration KEEP = Duration.ofHours(24);

  private final Redis redis;

  /// Uses `redis`.
  public SendStatus(Redis redis) {
    this.redis = redis;
  }

  /// Notes the state, 0 to 3, of the current operation's message.
  public void set(int status) {
    redis.sync().setex(key(), KEEP.toSeconds(), Integer.toString(status));
  }

  /// The state of the current operation's message, 0 when nothing is known.
  public int get() {
    @Nullable String status = redis.sync().get(key());
    return status == null ? 0 : Integer.parseInt(status);
  }

  private static String key() {
    return "SEND_MSG_FAILED_FLAG:" + RequestContext.current().operationID();
  }
}
