package im.rpc.user;

import im.common.cache.CacheInvalidation.Topic;
import im.common.cache.LocalCache;
import im.common.cache.SharedCache;
import im.common.cache.TieredCache;
import im.common.cache.ValueFormat;
import im.common.config.ShareConfig.ImAdminUser;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.mongo.Indexes;
import im.common.mongo.Mongo;
import im.common.notification.Notifier;
import im.common.notification.Outbox;
import im.common.presence.OnlineStatus;
import im.rpc.user.account.NotificationAccounts;
import im.rpc.user.command.UserCommands;
import im.rpc.user.notice.UserNotices;
import im.rpc.user.profile.AdminAccounts;
import im.rpc.user.profile.ProfileChanges;
import im.rpc.user.profile.Registration;
import im.rpc.user.profile.UserFormat;
import im.rpc.user.profile.UserSearch;
import im.rpc.user.profile.UserStore;
import im.rpc.user.setting.ClientSettings;
import im.rpc.user.status.UserStatus;
import io.grpc.BindableService;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The user service, put together.
public final class UserService implements ImService {
  private final Mongo mongo;
  private final Notifier notifier;
  private final Outbox outbox;
  private final Map<String, Outbox.Recovery> recoveries = new HashMap<>();
  private final AdminAccounts admins;
  private final UserEndpoint endpoint;

  /// Wires the service from what every process has.
  public UserService(ServiceEnvironment env) {
    ImAdminUser adminUser = env.config().share().imAdminUser();
    mongo = env.mongo();
    notifier =
        new Notifier("user", env.config().notification(), env.rpc(), env.clock(), env.meters());
    UserNotices notices = new UserNotices(notifier::send);
    SharedCache shared = new SharedCache(env.redis(), env.clock(), env.meters());
    UserStore store =
        new UserStore(
            mongo,
            cache(env, shared, "user_info", new UserFormat(), Duration.ofHours(12)),
            env.invalidation());
    UserSearch search = new UserSearch(mongo, store);
    admins = new AdminAccounts(store, adminUser);
    outbox = new Outbox(mongo, "user", env::instanceAddress, env.clock(), env.meters());
    ProfileChanges profiles = new ProfileChanges(store, notices, outbox, env.rpc());
    UserCommands commands = new UserCommands(mongo, notices, outbox, env.clock());
    ClientSettings settings =
        new ClientSettings(
            mongo,
            store,
            // An hour, which the reference keeps those of one user; those for all it keeps a day.
            cache(env, shared, "client_settings", ValueFormat.TEXTS, Duration.ofHours(1)),
            env.invalidation(),
            env.access(),
            outbox);
    recoveries.putAll(profiles.recoveries());
    recoveries.putAll(settings.recoveries());
    recoveries.putAll(commands.recoveries());
    endpoint =
        new UserEndpoint(
            store,
            new Registration(store, env.access(), env.clock(), env.meters()),
            profiles,
            search,
            new UserStatus(new OnlineStatus(env.redis(), env.clock())),
            commands,
            new NotificationAccounts(
                store, search, adminUser.userIDs(), env.clock(), new SecureRandom()),
            settings);
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint);
  }

  @Override
  public void start() {
    Indexes.ensure(mongo, "user", "userCommands", "config");
    admins.ensure();
    outbox.start(recoveries);
  }

  @Override
  public void close() {
    outbox.close();
    notifier.close();
  }

  private static <V> TieredCache<V> cache(
      ServiceEnvironment env,
      SharedCache shared,
      String name,
      ValueFormat<V> format,
      Duration keptInRedis) {
    return new TieredCache<>(
        new LocalCache<>(
            name, env.config().localCache().user(), env.invalidation(), Topic.USER, env.meters()),
        shared,
        format,
        keptInRedis);
  }
}
