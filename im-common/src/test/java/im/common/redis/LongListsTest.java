package im.common.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.LocalCache;
import im.common.presence.OnlineStatus;
import im.common.presence.OnlineStatus.Report;
import im.common.presence.Routes;
import im.common.sequence.DeletedConversations;
import im.common.testing.RedisExtension;
import im.common.token.StoredTokenRef;
import im.common.token.TokenStore;
import io.lettuce.core.RedisCommandExecutionException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// Whatever is done for each entry of a long list leaves room for the commands of others: what goes
/// to Redis after the first thousand waits for the answers to those. Here they are failures, and
/// nothing more is sent.
@ExtendWith(RedisExtension.class)
class LongListsTest {
  private static final int AT_ONCE = 1_000;
  private static final List<String> IDS =
      IntStream.range(0, 2 * AT_ONCE + 500).mapToObj(i -> "u" + i).toList();

  private final Redis redis = RedisExtension.redis();

  @Test
  void readingWhoIsOnline() {
    sendsOnlyTheFirst("ONLINE:%s", "zrangebyscore", online()::platforms);
  }

  @Test
  void reportingWhoIsOnline() {
    sendsOnlyTheFirst(
        "ONLINE:%s",
        "evalsha",
        ids ->
            online()
                .update(ids.stream().map(id -> new Report(id, List.of(5), List.of())).toList()));
  }

  @Test
  void claimingAndReleasingRoutes() {
    Routes routes = new Routes(redis, Clock.systemUTC());
    sendsOnlyTheFirst("IM:ROUTE:%s", "evalsha", ids -> routes.claim("here:1", ids));
    sendsOnlyTheFirst("IM:ROUTE:%s", "evalsha", ids -> routes.release("here:1", ids));
  }

  @Test
  void droppingFromTheCache() {
    sendsOnlyTheFirst(
        "%s", "evalsha", ids -> RedisExtension.invalidation().publish(Topic.FRIEND, ids));
  }

  @Test
  void notingDeletedConversations() {
    sendsOnlyTheFirst(
        "{MALLOC_SEQ:%s}:GONE", "hset", ids -> new DeletedConversations(redis).note("ann", ids));
  }

  @Test
  void readingFieldsOfHashes() {
    sendsOnlyTheFirst("%s", "hmget", ids -> redis.fields(ids, "value"));
  }

  @Test
  void kickingTokens() {
    TokenStore tokens =
        new TokenStore(
            redis,
            RedisExtension.invalidation(),
            new LocalCache<>(
                "tokens",
                100,
                RedisExtension.invalidation(),
                Topic.AUTH,
                new SimpleMeterRegistry()),
            Duration.ofDays(1));
    sendsOnlyTheFirst(
        "UID_PID_TOKEN_STATUS:%s:Web",
        "evalsha",
        ids -> tokens.kick(ids.stream().map(id -> new StoredTokenRef(id, 5, "t")).toList()));
  }

  /// Every key holds a list, with which `action` cannot do anything.
  private void sendsOnlyTheFirst(String key, String command, Consumer<List<String>> action) {
    redis.sync().flushall();
    IDS.forEach(id -> redis.async().rpush(key.formatted(id), "x"));
    redis.sync().configResetstat();
    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(() -> action.accept(IDS))
        .withCauseInstanceOf(RedisCommandExecutionException.class)
        .withMessageContaining("WRONGTYPE");
    assertThat(calls(command)).isEqualTo(AT_ONCE);
  }

  private int calls(String command) {
    Matcher calls =
        Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
            .matcher(redis.sync().info("commandstats"));
    return calls.find() ? Integer.parseInt(calls.group(1)) : 0;
  }

  private OnlineStatus online() {
    return new OnlineStatus(redis, Clock.systemUTC());
  }
}
