package im.common.token;

import im.common.error.ErrorCode;
import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Lets one login of a user run at a time, over all instances. A policy looks at the hashes of all
/// platforms, which in a Redis Cluster lie on different nodes, so that no script can cover them. A
/// holder that stalls longer than the lease may be overtaken; at worst one token too many is good
/// until the next login.
final class LoginLock {
  private static final Logger log = LoggerFactory.getLogger(LoginLock.class);
  private static final LuaScript RELEASE = LuaScript.resource(LoginLock.class, "release_lock.lua");
  private static final String PREFIX = "LOGIN_LOCK:";
  private static final Duration LEASE = Duration.ofSeconds(5);

  /// Longer than the lease, so that a holder who died costs patience and not a login.
  private static final Duration MAX_WAIT = Duration.ofSeconds(8);

  private static final long MAX_PAUSE_MICROS = 10_000;

  private final Redis redis;

  LoginLock(Redis redis) {
    this.redis = redis;
  }

  /// Runs `action` once it is this login's turn. Throws 500 when that takes longer than 8 s.
  <T> T holding(String userID, Supplier<T> action) {
    String key = PREFIX + userID;
    String owner = UUID.randomUUID().toString();
    acquire(key, owner);
    try {
      return action.get();
    } finally {
      giveBack(key, owner);
    }
  }

  private void giveBack(String key, String owner) {
    try {
      redis
          .<Long>eval(RELEASE, ScriptOutputType.INTEGER, List.of(key), List.of(owner))
          .toCompletableFuture()
          .join();
    } catch (CompletionException e) {
      // The login itself is done; the lease frees the lock for the next one.
      log.warn("{} is not given back before its lease ends", key, e);
    }
  }

  private void acquire(String key, String owner) {
    long deadline = System.nanoTime() + MAX_WAIT.toNanos();
    while (!isTaken(key, owner)) {
      if (System.nanoTime() - deadline > 0 || Thread.currentThread().isInterrupted()) {
        throw ErrorCode.INTERNAL.because(
            key + ": not free within " + MAX_WAIT.toSeconds() + " s (expected: logins take ms)");
      }
      // Uneven, so that those who wait do not ask in step.
      long pause = ThreadLocalRandom.current().nextLong(1_000, MAX_PAUSE_MICROS);
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(pause));
    }
  }

  private boolean isTaken(String key, String owner) {
    return redis
            .async()
            .set(key, owner, SetArgs.Builder.nx().px(LEASE))
            .toCompletableFuture()
            .join()
        != null;
  }
}
