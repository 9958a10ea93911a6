package im.common.token;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Changes one token hash at one stroke: takes tokens out, sets tokens to kicked, puts a new one
/// in.
final class RewriteTokensScript {
  private static final LuaScript SCRIPT =
      LuaScript.resource(RewriteTokensScript.class, "rewrite_tokens.lua");

  private final Redis redis;

  RewriteTokensScript(Redis redis) {
    this.redis = redis;
  }

  /// Removes `removed`, kicks those of `kicked` that are there, then adds `newToken` as normal and
  /// renews the life of the whole hash; an empty `newToken` adds and renews nothing.
  CompletionStage<Long> run(
      String key, Duration lifetime, String newToken, List<String> removed, List<String> kicked) {
    List<String> args = new ArrayList<>(5 + removed.size() + kicked.size());
    args.add(Long.toString(lifetime.toSeconds()));
    args.add(newToken);
    args.add(TokenState.NORMAL.stored());
    args.add(TokenState.KICKED.stored());
    args.add(Integer.toString(removed.size()));
    args.addAll(removed);
    args.addAll(kicked);
    return redis.eval(SCRIPT, ScriptOutputType.INTEGER, List.of(key), args);
  }
}
