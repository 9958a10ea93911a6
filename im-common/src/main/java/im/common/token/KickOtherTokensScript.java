package im.common.token;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Sets all tokens of one hash but one to kicked.
final class KickOtherTokensScript {
  private final Redis redis;
  private final LuaScript script =
      LuaScript.resource(KickOtherTokensScript.class, "kick_other_tokens.lua");

  KickOtherTokensScript(Redis redis) {
    this.redis = redis;
  }

  /// Gives how many tokens are kicked now; an empty `preservedToken` spares none.
  CompletionStage<Long> run(String key, String preservedToken) {
    return redis.eval(script, ScriptOutputType.INTEGER, List.of(key), List.of(preservedToken));
  }
}
