package im.common.token;

import im.common.cache.CacheInvalidation;
import im.common.cache.LocalCache;
import im.common.message.Platform;
import im.common.redis.Pipeline;
import im.common.redis.Redis;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// States of all tokens that were handed out, in Redis, in the layout of `reference/rest-api.md`
/// 6.3: one hash per user and platform, field = token, value = state. Every change is announced on
/// DELETE_CACHE_AUTH with the keys of the hashes that it touched.
public final class TokenStore {
  private static final String PREFIX = "UID_PID_TOKEN_STATUS:";
  private static final String TEMPORARY_PREFIX = PREFIX + ":TEMPORARY:";

  /// How long an admin token goes on after a newer one was issued.
  private static final Duration RETIREMENT = Duration.ofMinutes(5);

  private final Redis redis;
  private final CacheInvalidation invalidation;
  private final LocalCache<Map<String, Integer>> cache;
  private final Duration lifetime;
  private final RewriteTokensScript rewrite;
  private final KickOtherTokensScript kickOthers;
  private final LoginLock lock;

  /// `cache` must belong to topic AUTH; `lifetime` is that of a token, and a hash lives so long
  /// from the last login on.
  public TokenStore(
      Redis redis,
      CacheInvalidation invalidation,
      LocalCache<Map<String, Integer>> cache,
      Duration lifetime) {
    this.redis = redis;
    this.invalidation = invalidation;
    this.cache = cache;
    this.lifetime = lifetime;
    rewrite = new RewriteTokensScript(redis);
    kickOthers = new KickOtherTokensScript(redis);
    lock = new LoginLock(redis);
  }

  /// Key of the hash that holds the tokens of `userID` on `platformID`. A platform that does not
  /// exist has an empty name.
  public static String key(String userID, int platformID) {
    return PREFIX + userID + ':' + platformName(platformID);
  }

  /// Tokens and states under a [#key(String, int)]; empty when there are none.
  public Map<String, Integer> states(String key) {
    return join(statesAsync(key));
  }

  /// The same, perhaps as it was a moment ago.
  public Map<String, Integer> knownStates(String key) {
    return cache.get(key, this::states);
  }

  /// The same as it is now, which then is what is known.
  public Map<String, Integer> refreshedStates(String key) {
    cache.invalidate(key);
    return knownStates(key);
  }

  /// Tokens and states of `userID` on every platform, read in one round trip.
  public Map<Platform, Map<String, Integer>> statesOfAllPlatforms(String userID) {
    Map<Platform, CompletableFuture<Map<String, Integer>>> reads = new EnumMap<>(Platform.class);
    for (Platform platform : Platform.values()) {
      reads.put(platform, statesAsync(key(userID, platform.id())).toCompletableFuture());
    }
    Map<Platform, Map<String, Integer>> states = new EnumMap<>(Platform.class);
    reads.forEach((platform, read) -> states.put(platform, read.join()));
    return states;
  }

  /// Runs `login` while no other login of `userID` runs anywhere. Throws 500 when the turn does not
  /// come within some seconds.
  public <T> T exclusively(String userID, Supplier<T> login) {
    return lock.holding(userID, login);
  }

  /// Carries out `plan` and stores `newToken` with state 0 for `userID` on `newPlatform`. To be
  /// called within [#exclusively(String, Supplier)], in which the plan was made.
  public void apply(String userID, LoginPlan plan, Platform newPlatform, String newToken) {
    retire(userID, plan.retired());
    Map<Platform, List<String>> removed = byPlatform(plan.removed());
    byPlatform(plan.retired())
        .forEach((platform, tokens) ->
            removed.computeIfAbsent(platform, _ -> new ArrayList<>()).addAll(tokens));
    Map<Platform, List<String>> kicked = byPlatform(plan.kicked());
    List<String> keys = new ArrayList<>();
    List<CompletionStage<?>> writes = new ArrayList<>();
    for (Platform platform : Platform.values()) {
      List<String> toRemove = removed.getOrDefault(platform, List.of());
      List<String> toKick = kicked.getOrDefault(platform, List.of());
      boolean isNew = platform == newPlatform;
      if (isNew || !toRemove.isEmpty() || !toKick.isEmpty()) {
        String key = key(userID, platform.id());
        keys.add(key);
        writes.add(rewrite.run(key, lifetime, isNew ? newToken : "", toRemove, toKick));
      }
    }
    joinAll(writes);
    announce(keys);
  }

  /// Sets every token of `userID` on `platformID` but `preservedToken` to kicked. Nothing happens
  /// when there are none.
  public void kickAllBut(String preservedToken, String userID, int platformID) {
    String key = key(userID, platformID);
    join(kickOthers.run(key, preservedToken));
    announce(List.of(key));
  }

  /// Sets those of `tokens` that are stored to kicked.
  public void kick(Collection<StoredTokenRef> tokens) {
    Map<String, List<String>> byKey =
        tokens.stream()
            .collect(
                Collectors.groupingBy(
                    ref -> key(ref.userID(), ref.platformID()),
                    Collectors.mapping(StoredTokenRef::token, Collectors.toList())));
    if (byKey.isEmpty()) {
      return;
    }
    join(
        Pipeline.each(
            byKey.entrySet(),
            each -> rewrite.run(each.getKey(), lifetime, "", List.of(), each.getValue())));
    announce(byKey.keySet());
  }

  /// True while `token`, an admin's that was replaced by a newer one, still goes on.
  public boolean isRetired(String userID, int platformID, String token) {
    return join(redis.async().exists(temporaryKey(userID, platformName(platformID), token))) > 0;
  }

  private void retire(String userID, List<StoredToken> tokens) {
    // Waited for before the tokens leave their hash, so that there is no moment without them.
    joinAll(
        tokens.stream()
            .map(token ->
                redis
                    .async()
                    .set(
                        temporaryKey(userID, token.platform().wireName(), token.token()),
                        "",
                        SetArgs.Builder.px(RETIREMENT)))
            .toList());
  }

  private CompletionStage<Map<String, Integer>> statesAsync(String key) {
    return redis
        .async()
        .hgetall(key)
        .thenApply(fields -> {
          Map<String, Integer> states = HashMap.newHashMap(fields.size());
          fields.forEach((token, state) -> states.put(token, Integer.valueOf(state)));
          return states;
        });
  }

  private void announce(Collection<String> keys) {
    // At once here; the announcement comes back over Redis a moment later.
    keys.forEach(cache::invalidate);
    invalidation.publish(CacheInvalidation.Topic.AUTH, keys);
  }

  private static Map<Platform, List<String>> byPlatform(List<StoredToken> tokens) {
    return tokens.stream()
        .collect(
            Collectors.groupingBy(
                StoredToken::platform,
                () -> new EnumMap<>(Platform.class),
                Collectors.mapping(StoredToken::token, Collectors.toList())));
  }

  private static String temporaryKey(String userID, String platformName, String token) {
    return TEMPORARY_PREFIX + userID + ':' + platformName + ':' + token;
  }

  private static String platformName(int platformID) {
    Platform platform = Platform.of(platformID);
    return platform == null ? "" : platform.wireName();
  }

  private static <T> T join(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static void joinAll(Collection<? extends CompletionStage<?>> stages) {
    stages.forEach(TokenStore::join);
  }
}
