package im.common.lifecycle;

import im.common.access.Access;
import im.common.cache.CacheInvalidation;
import im.common.config.ImConfig;
import im.common.mongo.Mongo;
import im.common.queue.MessageQueue;
import im.common.redis.Redis;
import im.common.rpc.RpcClients;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;

/// What a service gets to work with. Connections are opened when they are first asked for, so a
/// service that never asks for one does not depend on it.
public final class ServiceEnvironment {
  private final Resources resources;
  private final int index;
  private volatile String instanceAddress = "";

  /// The view of instance `index` on the process's resources.
  public ServiceEnvironment(Resources resources, int index) {
    this.resources = resources;
    this.index = index;
  }

  /// The whole configuration.
  public ImConfig config() {
    return resources.config();
  }

  /// Number of this instance, which picks its element of every list of ports.
  public int index() {
    return index;
  }

  /// The clock for everything that is stored or compared.
  public Clock clock() {
    return resources.clock();
  }

  /// Where metrics are registered.
  public MeterRegistry meters() {
    return resources.meters();
  }

  /// Stubs of the other services.
  public RpcClients rpc() {
    return resources.rpc();
  }

  /// Checks of who is calling.
  public Access access() {
    return resources.access();
  }

  /// The Redis connection.
  public Redis redis() {
    return resources.redis();
  }

  /// The MongoDB connection.
  public Mongo mongo() {
    return resources.mongo();
  }

  /// The streams between pipeline stages.
  public MessageQueue queue() {
    return resources.queue();
  }

  /// Coherence of caches between processes.
  public CacheInvalidation invalidation() {
    return resources.invalidation();
  }

  /// Address under which discovery knows this instance; set before [ImService#start()] is called.
  public String instanceAddress() {
    return instanceAddress;
  }

  void instanceAddress(String address) {
    instanceAddress = address;
  }
}
