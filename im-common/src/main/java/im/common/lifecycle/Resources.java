package im.common.lifecycle;

import im.common.access.Access;
import im.common.access.AccessTable;
import im.common.cache.CacheInvalidation;
import im.common.config.ImConfig;
import im.common.discovery.Discovery;
import im.common.mongo.Mongo;
import im.common.queue.KafkaQueue;
import im.common.queue.MessageQueue;
import im.common.redis.Redis;
import im.common.rpc.RpcClients;
import im.common.rpc.RpcServer;
import im.common.rpc.validation.RequestValidator;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The connections of a process, opened on first use and shared by all services in it.
public final class Resources implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Resources.class);

  private final ImConfig config;
  private final Discovery discovery;
  private final MeterRegistry meters;
  private final Clock clock;
  private final Access access;
  private final RpcServer.Guards guards;
  private final RpcClients rpc;
  private final Lazy<Redis> redis;
  private final Lazy<Mongo> mongo;
  private final Lazy<MessageQueue> queue;
  private @Nullable CacheInvalidation invalidation;

  /// Opens nothing yet; streams are Kafka's.
  public Resources(ImConfig config, Discovery discovery, MeterRegistry meters, Clock clock) {
    this(config, discovery, meters, clock, () -> new KafkaQueue(config.kafka(), meters));
  }

  /// Opens nothing yet; `streams` makes the queue when it is first needed.
  public Resources(
      ImConfig config,
      Discovery discovery,
      MeterRegistry meters,
      Clock clock,
      Supplier<MessageQueue> streams) {
    this.config = config;
    this.discovery = discovery;
    this.meters = meters;
    this.clock = clock;
    access = new Access(config.share().imAdminUser().userIDs());
    guards = new RpcServer.Guards(new RequestValidator(), AccessTable.load(), access, meters);
    rpc =
        new RpcClients(
            discovery,
            config.discovery(),
            Math.toIntExact(config.share().rpcMaxBodySize().responseMaxBodySize()));
    redis = new Lazy<>(() -> new Redis(config.redis()));
    mongo = new Lazy<>(() -> new Mongo(config.mongodb()));
    queue = new Lazy<>(streams);
  }

  ImConfig config() {
    return config;
  }

  Discovery discovery() {
    return discovery;
  }

  MeterRegistry meters() {
    return meters;
  }

  Clock clock() {
    return clock;
  }

  Access access() {
    return access;
  }

  RpcServer.Guards guards() {
    return guards;
  }

  RpcClients rpc() {
    return rpc;
  }

  Redis redis() {
    return redis.get();
  }

  Mongo mongo() {
    return mongo.get();
  }

  MessageQueue queue() {
    return queue.get();
  }

  synchronized CacheInvalidation invalidation() {
    if (invalidation == null) {
      invalidation = new CacheInvalidation(redis(), config.localCache());
    }
    return invalidation;
  }

  /// Closes every connection that was opened, the queue first so that its last commits can be made.
  @Override
  public void close() {
    closeQuietly("queue", queue.ifOpen());
    closeQuietly("rpc", rpc);
    closeQuietly("redis", redis.ifOpen());
    closeQuietly("mongo", mongo.ifOpen());
    closeQuietly("discovery", discovery);
  }

  private static void closeQuietly(String name, @Nullable AutoCloseable resource) {
    if (resource == null) {
      return;
    }
    try {
      resource.close();
    } catch (Exception e) {
      log.warn("closing {} failed", name, e);
    }
  }
}
