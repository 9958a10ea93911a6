package im.push;

import im.common.cache.CacheInvalidation;
import im.common.cache.LocalCache;
import im.common.config.ImConfig;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.presence.Routes;
import im.common.queue.MessageQueue.Subscription;
import im.common.rpc.ServiceName;
import im.proto.conversation.conversationGrpc;
import im.proto.group.groupGrpc;
import im.push.consume.DismissedGroups;
import im.push.consume.Lanes;
import im.push.consume.PushBatchHandler;
import im.push.consume.Pusher;
import im.push.metrics.PushMetrics;
import im.push.offline.LoggingOfflinePush;
import im.push.offline.OfflineBranch;
import im.push.offline.OfflineHandler;
import im.push.offline.OfflineQueue;
import im.push.online.Gateways;
import im.push.online.OnlinePush;
import im.push.online.Router;
import im.push.receivers.GroupMembers;
import im.push.receivers.Receivers;
import im.push.rpc.PushEndpoint;
import io.grpc.BindableService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The push service, wired (`reference/pipeline-storage.md` 7). It consumes `toPush` and
/// `toOfflinePush` and serves `openim.push.PushMsgService`.
public final class PushService implements ImService {
  /// Longest time a gateway may take for one message.
  private static final Duration GATEWAY_DEADLINE = Duration.ofSeconds(2);

  /// How long a member list may be stale when an invalidation was lost.
  private static final Duration MEMBERS_TTL = Duration.ofSeconds(60);

  private static final int MEMBER_LISTS = 10_000;
  private static final int CONCURRENT_MESSAGES = 128;
  private static final int OFFLINE_TASKS = 10_000;
  private static final int OFFLINE_WORKERS = 8;
  private static final Duration OFFLINE_DRAIN = Duration.ofSeconds(3);

  private final ServiceEnvironment env;
  private final Lanes lanes;
  private final OfflineQueue offlineQueue;
  private final PushBatchHandler pushHandler;
  private final OfflineHandler offlineHandler;
  private final PushEndpoint endpoint;
  private final List<Subscription> subscriptions = new ArrayList<>();

  /// Wires the service; nothing runs before [#start()].
  public PushService(ServiceEnvironment env) {
    this.env = env;
    ImConfig config = env.config();
    PushMetrics metrics = new PushMetrics(env.meters());
    groupGrpc.groupBlockingStub groups =
        env.rpc().stub(ServiceName.GROUP, groupGrpc::newBlockingStub);
    GroupMembers members =
        new GroupMembers(
            new LocalCache<>(
                "push_group_members",
                MEMBER_LISTS,
                MEMBERS_TTL,
                env.invalidation(),
                CacheInvalidation.Topic.GROUP,
                env.meters()),
            groups);
    Receivers receivers = new Receivers(members);
    Routes routes = new Routes(env.redis(), env.clock());
    Router router =
        new Router(
            new Gateways(
                () -> env.rpc().instances(ServiceName.GATEWAY),
                System::nanoTime,
                GATEWAY_DEADLINE,
                metrics),
            (gateways, users) -> routes.lookup(gateways, users).thenApply(Routes.Lookup::targets),
            metrics);
    LoggingOfflinePush provider = new LoggingOfflinePush();
    this.offlineQueue = new OfflineQueue(OFFLINE_TASKS, OFFLINE_WORKERS, OFFLINE_DRAIN, metrics);
    OfflineBranch offline =
        new OfflineBranch(
            offlineQueue,
            provider,
            env.queue(),
            config.kafka().toOfflinePushTopic(),
            env.rpc().stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub),
            metrics);
    Pusher pusher = new Pusher(new OnlinePush(), offline, new DismissedGroups(groups), metrics);
    this.lanes = new Lanes(CONCURRENT_MESSAGES);
    this.pushHandler = new PushBatchHandler(receivers, router, pusher, lanes, env.clock(), metrics);
    this.offlineHandler = new OfflineHandler(provider, metrics);
    this.endpoint = new PushEndpoint(receivers, router, pusher, env.redis());
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint);
  }

  @Override
  public void start() {
    ImConfig config = env.config();
    subscriptions.add(
        env.queue()
            .subscribe(config.kafka().toPushTopic(), config.kafka().toPushGroupID(), pushHandler));
    subscriptions.add(
        env.queue()
            .subscribe(
                config.kafka().toOfflinePushTopic(),
                config.kafka().toOfflinePushGroupID(),
                offlineHandler));
  }

  /// Ends the subscriptions first, so that what they have taken is pushed, then the offline branch.
  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
    lanes.close();
    offlineQueue.close();
  }
}
