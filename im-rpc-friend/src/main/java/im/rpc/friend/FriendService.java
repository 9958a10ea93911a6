package im.rpc.friend;

import im.common.cache.SharedCache;
import im.common.cache.SharedValues;
import im.common.cache.ValueFormat;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.mongo.Indexes;
import im.common.notification.Notifier;
import im.common.notification.Outbox;
import im.common.profile.UserProfiles;
import im.common.sync.VersionLog;
import im.rpc.friend.store.ApplicationStore;
import im.rpc.friend.store.BlackStore;
import im.rpc.friend.store.FriendStore;
import io.grpc.BindableService;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The friend service, wired: `openim.relation.friend`.
public final class FriendService implements ImService {
  private static final String FRIEND_VERSIONS = "friend_version";

  // Collections of our own: the reference keeps no versions of black lists and applications.
  private static final String BLACK_VERSIONS = "black_version";
  private static final String RECEIVED_VERSIONS = "friend_apply_to_version";
  private static final String SENT_VERSIONS = "friend_apply_from_version";

  private static final Duration KEPT_IN_REDIS = Duration.ofHours(12);

  private final Notifier notifier;
  private final Outbox outbox;
  private final Map<String, Outbox.Recovery> recoveries = new HashMap<>();
  private final FriendEndpoint endpoint;

  /// Builds the service on the connections of `env`.
  public FriendService(ServiceEnvironment env) {
    Indexes.ensure(env.mongo(), "friend", "friend_request", "black");
    notifier =
        new Notifier("friend", env.config().notification(), env.rpc(), env.clock(), env.meters());
    FriendNotices notices = new FriendNotices(notifier::send);
    VersionLog friendVersions = new VersionLog(env.mongo(), FRIEND_VERSIONS, env.clock());
    VersionLog blackVersions = new VersionLog(env.mongo(), BLACK_VERSIONS, env.clock());
    SharedValues<List<String>> ids =
        new SharedValues<>(
            new SharedCache(env.redis(), env.clock(), env.meters()),
            ValueFormat.stringsUpTo(ValueFormat.MAX_IDS),
            KEPT_IN_REDIS);
    FriendStore friends = new FriendStore(env.mongo(), friendVersions, ids, env.invalidation());
    BlackStore blacks = new BlackStore(env.mongo(), blackVersions, ids, env.invalidation());
    ApplicationStore applicationStore =
        new ApplicationStore(
            env.mongo(),
            new VersionLog(env.mongo(), RECEIVED_VERSIONS, env.clock()),
            new VersionLog(env.mongo(), SENT_VERSIONS, env.clock()));
    UserProfiles users = new UserProfiles(env.rpc());
    outbox = new Outbox(env.mongo(), "friend", env::instanceAddress, env.clock(), env.meters());
    FriendList list = new FriendList(friends, friendVersions, users, notices, outbox, env.clock());
    Applications applications =
        new Applications(applicationStore, friends, users, notices, outbox, env.clock());
    Blacks blackList = new Blacks(blacks, blackVersions, users, notices, outbox, env.clock());
    recoveries.putAll(list.recoveries());
    recoveries.putAll(applications.recoveries());
    recoveries.putAll(blackList.recoveries());
    endpoint =
        new FriendEndpoint(
            list, applications, blackList, new SpecifiedUsers(friends, blacks, users));
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint);
  }

  @Override
  public void start() {
    outbox.start(recoveries);
  }

  @Override
  public void close() {
    outbox.close();
    notifier.close();
  }
}
