package im.standalone.embedded;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Kafka, Redis and MongoDB together, each embedded unless an address for it is given.
public final class Infrastructure implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Infrastructure.class);

  private final Addresses addresses;
  private final List<AutoCloseable> embedded;

  private Infrastructure(Addresses addresses, List<AutoCloseable> embedded) {
    this.addresses = addresses;
    this.embedded = embedded;
  }

  /// Where the stores are.
  ///
  /// @param kafka `host:port` to bootstrap from, several separated by commas
  /// @param redis `host:port`
  /// @param mongo a connection string
  public record Addresses(String kafka, String redis, String mongo) {}

  /// The addresses of stores that are there already; null stands for an embedded one.
  public record Given(@Nullable String kafka, @Nullable String redis, @Nullable String mongo) {
    /// No store is there: all three are embedded.
    public static final Given NOTHING = new Given(null, null, null);
  }

  /// Starts what is not given, all at the same time, and returns when everything is ready.
  ///
  /// @throws StartFailure of the first that cannot start; the others are stopped
  public static Infrastructure start(DataDirectory data, Given given) throws StartFailure {
    List<AutoCloseable> started = new ArrayList<>();
    try (ExecutorService starters =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      Future<String> kafka = starters.submit(kafkaOf(data, given.kafka(), started));
      Future<String> redis = starters.submit(redisOf(data, given.redis(), started));
      Future<String> mongo = starters.submit(mongoOf(data, given.mongo(), started));
      return new Infrastructure(
          new Addresses(kafka.get(), redis.get(), mongo.get()), List.copyOf(started));
    } catch (ExecutionException e) {
      stop(started);
      throw e.getCause() instanceof StartFailure failure
          ? failure
          : new StartFailure("a store cannot start: " + e.getCause());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      stop(started);
      throw new StartFailure("interrupted while the stores were starting");
    }
  }

  private static Callable<String> kafkaOf(
      DataDirectory data, @Nullable String given, List<AutoCloseable> started) {
    return () -> {
      if (given != null) {
        return given;
      }
      EmbeddedKafka kafka = EmbeddedKafka.start(data.folder("kafka"), 0);
      remember(started, kafka);
      return kafka.address();
    };
  }

  private static Callable<String> redisOf(
      DataDirectory data, @Nullable String given, List<AutoCloseable> started) {
    return () -> {
      if (given != null) {
        return given;
      }
      EmbeddedRedis redis = EmbeddedRedis.start(data.folder("redis"), 0);
      remember(started, redis);
      return redis.address();
    };
  }

  private static Callable<String> mongoOf(
      DataDirectory data, @Nullable String given, List<AutoCloseable> started) {
    return () -> {
      if (given != null) {
        return given;
      }
      EmbeddedMongo mongo = EmbeddedMongo.start(data.folder("mongo"), 0);
      remember(started, mongo);
      return mongo.uri();
    };
  }

  private static void remember(List<AutoCloseable> started, AutoCloseable store) {
    synchronized (started) {
      started.add(store);
    }
  }

  /// Where the stores are, embedded or given.
  public Addresses addresses() {
    return addresses;
  }

  /// Stops the embedded stores, all at the same time; given ones are left alone.
  @Override
  public void close() {
    stop(embedded);
  }

  private static void stop(List<AutoCloseable> stores) {
    try (ExecutorService stoppers =
        Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
      synchronized (stores) {
        stores.forEach(store -> stoppers.execute(() -> stop(store)));
      }
    }
  }

  private static void stop(AutoCloseable store) {
    try {
      store.close();
    } catch (Exception e) {
      log.error("{} cannot be stopped", store.getClass().getSimpleName(), e);
    }
  }
}
