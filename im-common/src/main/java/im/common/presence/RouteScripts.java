package im.common.presence;

import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Adds a gateway to the routes of one user, or takes it out, at one stroke; ended routes go on the
/// way. Times in unix ms. Each script touches one key, as a Redis Cluster demands.
final class RouteScripts {
  private static final LuaScript CLAIM = LuaScript.resource(RouteScripts.class, "route_claim.lua");
  private static final LuaScript RELEASE =
      LuaScript.resource(RouteScripts.class, "route_release.lua");

  private final Redis redis;

  RouteScripts(Redis redis) {
    this.redis = redis;
  }

  /// Gives the number of routes the user has now.
  CompletionStage<Long> claim(String key, String address, long now, long expiry) {
    return redis.eval(
        CLAIM,
        ScriptOutputType.INTEGER,
        List.of(key),
        List.of(address, Long.toString(now), Long.toString(expiry)));
  }

  /// Gives the number of routes the user has now.
  CompletionStage<Long> release(String key, String address, long now) {
    return redis.eval(
        RELEASE, ScriptOutputType.INTEGER, List.of(key), List.of(address, Long.toString(now)));
  }
}
