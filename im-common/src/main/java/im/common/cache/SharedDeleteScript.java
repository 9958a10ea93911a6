package im.common.cache;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Tags a shared value as deleted.
final class SharedDeleteScript {
  private static final LuaScript SCRIPT =
      LuaScript.resource(SharedDeleteScript.class, "shared_delete.lua");
  private final Redis redis;

  SharedDeleteScript(Redis redis) {
    this.redis = redis;
  }

  CompletionStage<Long> run(String key, long seconds) {
    return redis.eval(
        SCRIPT, ScriptOutputType.INTEGER, List.of(key), List.of(Long.toString(seconds)));
  }
}
