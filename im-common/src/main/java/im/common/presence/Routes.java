package im.common.presence;

import im.common.redis.Pipeline;
import im.common.redis.Redis;
import io.lettuce.core.KeyValue;
import io.lettuce.core.SetArgs;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// Which gateways hold connections of which users, so that a push goes to those alone. Keys of our
/// own, beside the reference's:
///
/// - `IM:ROUTE:<userID>`: `address=expiryMs` joined by commas, one for each gateway that holds the
///   user.
/// - `IM:ROUTE_COMPLETE:<address>`: present while every user of that gateway has a route. A gateway
///   without it (just started with Redis away, or Redis lost its data) is asked for every user, so
///   a missing route never costs a push.
///
/// A route ends by itself after [#LEASE]; its gateway renews it before. Every command touches one
/// key per user, which suits a Redis Cluster.
public final class Routes {
  /// How long a route counts unless renewed.
  public static final Duration LEASE = Duration.ofMinutes(30);

  /// How long the mark of a complete gateway counts unless renewed.
  public static final Duration COMPLETE_LEASE = Duration.ofSeconds(60);

  private static final String ROUTE = "IM:ROUTE:";
  private static final String COMPLETE = "IM:ROUTE_COMPLETE:";

  private final Redis redis;
  private final Clock clock;
  private final RouteScripts scripts;

  /// Leases are counted by `clock`, in ms.
  public Routes(Redis redis, Clock clock) {
    this.redis = redis;
    this.clock = clock;
    scripts = new RouteScripts(redis);
  }

  /// Where to push.
  ///
  /// @param targets users to ask each gateway for, by its address; gateways to leave out are absent
  public record Lookup(Map<String, List<String>> targets) {}

  /// Records or renews that the gateway at `address` holds `userIDs`, a thousand in one round trip.
  /// Fails with [java.util.concurrent.CompletionException] when Redis does; some may be recorded
  /// then.
  public void claim(String address, Collection<String> userIDs) {
    requirePlain(address);
    long now = clock.millis();
    long expiry = now + LEASE.toMillis();
    Pipeline.each(userIDs, id -> scripts.claim(ROUTE + id, address, now, expiry)).join();
  }

  /// Records that the gateway at `address` holds none of `userIDs` any more; fails like [#claim].
  public void release(String address, Collection<String> userIDs) {
    requirePlain(address);
    long now = clock.millis();
    Pipeline.each(userIDs, id -> scripts.release(ROUTE + id, address, now)).join();
  }

  /// The current run of the Redis server, as of [Redis#run]: what was claimed in another one may be
  /// gone, though older things are there.
  public String run() {
    return redis.run().toCompletableFuture().join();
  }

  /// Says that every user of the gateway at `address` has a route.
  public void markComplete(String address) {
    redis.sync().set(COMPLETE + address, "1", SetArgs.Builder.px(COMPLETE_LEASE));
  }

  /// Renews the mark of [#markComplete(String)]. False when it was gone: the routes may be gone
  /// with it, so they must be claimed anew before the gateway is marked again.
  public boolean renewComplete(String address) {
    return redis.sync().pexpire(COMPLETE + address, COMPLETE_LEASE.toMillis());
  }

  /// Takes the mark away.
  public void unmarkComplete(String address) {
    redis.sync().del(COMPLETE + address);
  }

  /// Finds which of `addresses`, the gateways alive now, to ask for which of `userIDs`: those with
  /// a route, and for every user those that are not marked complete. One MGET.
  public CompletionStage<Lookup> lookup(Collection<String> addresses, Collection<String> userIDs) {
    List<String> gateways = List.copyOf(addresses);
    List<String> users = List.copyOf(userIDs);
    List<String> keys = new ArrayList<>(gateways.size() + users.size());
    gateways.forEach(address -> keys.add(COMPLETE + address));
    users.forEach(userID -> keys.add(ROUTE + userID));
    if (users.isEmpty() || gateways.isEmpty()) {
      return CompletableFuture.completedStage(new Lookup(Map.of()));
    }
    return redis
        .async()
        .mget(keys.toArray(String[]::new))
        .thenApply(values -> targets(gateways, users, values));
  }

  private Lookup targets(
      List<String> gateways, List<String> users, List<KeyValue<String, String>> values) {
    long now = clock.millis();
    Map<String, List<String>> targets = new HashMap<>();
    Map<String, List<String>> complete = new HashMap<>();
    for (int i = 0; i < gateways.size(); i++) {
      if (values.get(i).hasValue()) {
        complete.put(gateways.get(i), new ArrayList<>());
      } else {
        targets.put(gateways.get(i), users);
      }
    }
    for (int i = 0; i < users.size(); i++) {
      KeyValue<String, String> routes = values.get(gateways.size() + i);
      for (String address : alive(routes.getValueOrElse(""), now)) {
        List<String> held = complete.get(address);
        if (held != null) {
          held.add(users.get(i));
        }
      }
    }
    complete.forEach((address, held) -> {
      if (!held.isEmpty()) {
        targets.put(address, held);
      }
    });
    return new Lookup(targets);
  }

  private static List<String> alive(String routes, long now) {
    List<String> addresses = new ArrayList<>(2);
    for (String route : routes.split(",", -1)) {
      int separator = route.lastIndexOf('=');
      if (separator > 0 && Long.parseLong(route.substring(separator + 1)) > now) {
        addresses.add(route.substring(0, separator));
      }
    }
    return addresses;
  }

  private static void requirePlain(String address) {
    if (address.isEmpty() || address.indexOf('=') >= 0 || address.indexOf(',') >= 0) {
      throw new IllegalArgumentException(
          "gateway address: " + address + " (expected: host:port or a name, without = and ,)");
    }
  }
}
