package im.common.token;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Sets all tokens of one hash but one to kicked.
final class KickOtherTokensScript {
  private static final LuaScript SCRIPT =
      LuaScript.resource(KickOtherTokensScript.class, "kick_other_tokens.lua");

  private final Redis redis;

  KickOtherTokensScript(Redis redis) {
    this.redis = redis;
  }

  /// Gives how many tokens are kicked now; an empty `preservedToken` spares none.
  CompletionStage<Long> run(String key, String preservedToken) {
    return redis.eval(
        SCRIPT,
        ScriptOutputType.INTEGER,
        List.of(key),
        List.of(preservedToken, TokenState.KICKED.stored()));
  }
}
