package im.common.presence;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Changes one user's platforms and announces it when they changed, at one stroke.
final class OnlineStatusScript {
  private static final LuaScript SCRIPT =
      LuaScript.resource(OnlineStatusScript.class, "online_status.lua");

  private final Redis redis;

  OnlineStatusScript(Redis redis) {
    this.redis = redis;
  }

  /// Gives 1 when the change was announced, 0 when nothing changed. Times in unix seconds.
  CompletionStage<Long> run(
      String key,
      String userID,
      long now,
      long onlineUntil,
      Collection<Integer> online,
      Collection<Integer> offline) {
    List<String> args = new ArrayList<>(4 + online.size() + offline.size());
    args.add(userID);
    args.add(Long.toString(now));
    args.add(Long.toString(onlineUntil));
    args.add(Integer.toString(offline.size()));
    offline.forEach(platform -> args.add(platform.toString()));
    online.forEach(platform -> args.add(platform.toString()));
    return redis.eval(SCRIPT, ScriptOutputType.INTEGER, List.of(key), args);
  }
}
