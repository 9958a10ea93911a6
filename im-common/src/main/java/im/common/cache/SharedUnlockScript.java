package im.common.cache;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Gives up loading a shared value, so that the next reader loads it.
final class SharedUnlockScript {
  private static final LuaScript SCRIPT =
      LuaScript.resource(SharedUnlockScript.class, "shared_unlock.lua");

  private final Redis redis;

  SharedUnlockScript(Redis redis) {
    this.redis = redis;
  }

  CompletionStage<Long> run(String key, String caller, long seconds) {
    return redis.eval(
        SCRIPT, ScriptOutputType.INTEGER, List.of(key), List.of(caller, Long.toString(seconds)));
  }
}
