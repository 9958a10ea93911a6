package im.rpc.msg.third;

import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.mongo.Indexes;
import im.common.mongo.Mongo;
import im.common.profile.UserProfiles;
import io.grpc.BindableService;
import java.security.SecureRandom;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Composition root of `openim.third.third`.
public final class ThirdService implements ImService {
  private static final Logger log = LoggerFactory.getLogger(ThirdService.class);

  private final Mongo mongo;
  private final String wantedStorage;
  private final ThirdEndpoint endpoint;

  /// Wires the service to the stores and the user service.
  public ThirdService(ServiceEnvironment env) {
    mongo = env.mongo();
    wantedStorage = env.config().rpcThird().object().enable();
    endpoint =
        new ThirdEndpoint(
            new Devices(env.redis()),
            new ClientLogs(
                new ClientLogStore(mongo),
                new UserProfiles(env.rpc()),
                env.clock(),
                new SecureRandom()),
            new ObjectNames(env.access()),
            new NoObjectStorage());
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint);
  }

  @Override
  public void start() {
    Indexes.ensure(mongo, "log");
    if (!wantedStorage.isEmpty()) {
      log.warn(
          "openim-rpc-third.yml object.enable: {} is not built yet; uploads are refused as if"
              + " object storage were off",
          wantedStorage);
    }
  }

  @Override
  public void close() {}
}
