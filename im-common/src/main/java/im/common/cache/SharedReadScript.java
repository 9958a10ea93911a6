package im.common.cache;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Reads a shared value, or makes the caller the one who loads it.
final class SharedReadScript {
  /// What a reader finds.
  enum State {
    GOOD,
    LOAD,
    WAIT
  }

  /// The state and, when it is good, the value.
  record Found(State state, String value) {}

  private static final LuaScript SCRIPT =
      LuaScript.resource(SharedReadScript.class, "shared_read.lua");

  private final Redis redis;

  SharedReadScript(Redis redis) {
    this.redis = redis;
  }

  /// Times are unix seconds; `caller` names the loader when the value has to be loaded.
  CompletionStage<Found> run(String key, long now, long lockEnd, String caller) {
    return redis
        .<List<Object>>eval(
            SCRIPT,
            ScriptOutputType.MULTI,
            List.of(key),
            List.of(Long.toString(now), Long.toString(lockEnd), caller))
        .thenApply(answer ->
            new Found(
                State.values()[((Number) answer.get(0)).intValue()],
                String.valueOf(answer.get(1))));
  }
}
