package im.common.cache;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Stores a loaded value, unless it was tagged as deleted while it was loaded.
final class SharedStoreScript {
  private static final LuaScript SCRIPT =
      LuaScript.resource(SharedStoreScript.class, "shared_store.lua");

  private final Redis redis;

  SharedStoreScript(Redis redis) {
    this.redis = redis;
  }

  /// Gives 1 when the value is stored, 0 when `caller` may not load it any more.
  CompletionStage<Long> run(String key, String caller, String value, long seconds) {
    return redis.eval(
        SCRIPT,
        ScriptOutputType.INTEGER,
        List.of(key),
        List.of(caller, value, Long.toString(seconds)));
  }
}
