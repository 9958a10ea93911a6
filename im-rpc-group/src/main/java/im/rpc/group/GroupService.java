package im.rpc.group;

import im.common.access.Access;
import im.common.cache.SharedCache;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.mongo.Indexes;
import im.common.mongo.Mongo;
import im.common.notification.Notifier;
import im.common.notification.Outbox;
import im.common.sync.VersionLog;
import im.rpc.group.handler.ApplicationHandler;
import im.rpc.group.handler.ApplicationQueries;
import im.rpc.group.handler.ChatDoors;
import im.rpc.group.handler.Entrance;
import im.rpc.group.handler.FoundingHandler;
import im.rpc.group.handler.GroupGuard;
import im.rpc.group.handler.GroupQueries;
import im.rpc.group.handler.JoiningHandler;
import im.rpc.group.handler.LeavingHandler;
import im.rpc.group.handler.MemberNames;
import im.rpc.group.handler.MemberQueries;
import im.rpc.group.handler.MemberSettingsHandler;
import im.rpc.group.handler.MuteHandler;
import im.rpc.group.handler.ProfileHandler;
import im.rpc.group.handler.Proposals;
import im.rpc.group.handler.SettingsHandler;
import im.rpc.group.handler.SyncHandler;
import im.rpc.group.handler.TransferHandler;
import im.rpc.group.notice.ApplicationNotices;
import im.rpc.group.notice.Chats;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.ApplicationStore;
import im.rpc.group.store.GroupCaches;
import im.rpc.group.store.GroupChanges;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupDirectory;
import im.rpc.group.store.GroupStore;
import im.rpc.group.store.MemberStore;
import io.grpc.BindableService;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The group service, wired by hand.
public final class GroupService implements ImService {
  private final Notifier notifier;
  private final Outbox outbox;
  private final Map<String, Outbox.Recovery> recoveries = new HashMap<>();
  private final GroupEndpoint endpoint;

  /// Builds the service on what `env` gives it and makes missing indexes.
  public GroupService(ServiceEnvironment env) {
    Mongo mongo = env.mongo();
    Indexes.ensure(mongo, "group", "group_member", "group_request");
    Clock clock = env.clock();
    Access access = env.access();
    VersionLog memberLog = new VersionLog(mongo, "group_member_version", clock);
    VersionLog joinLog = new VersionLog(mongo, "group_join_version", clock);
    GroupStore groups = new GroupStore(mongo);
    MemberStore members = new MemberStore(mongo);
    GroupCaches caches =
        new GroupCaches(
            groups, members, new SharedCache(env.redis(), clock, env.meters()), env.invalidation());
    GroupData data =
        new GroupData(
            groups,
            members,
            new ApplicationStore(mongo),
            new GroupDirectory(groups, members, caches, memberLog, joinLog, env.meters()),
            new GroupChanges(groups, members, memberLog, joinLog, caches));

    Profiles profiles = new Profiles(env.rpc());
    Chats chats = new Chats(env.rpc(), env.config().rpcGroup().enableHistoryForNewMembers());
    Operators operators = new Operators(members, profiles, access);
    notifier = new Notifier("group", env.config().notification(), env.rpc(), clock, env.meters());
    GroupNotices notices = new GroupNotices(notifier, operators);
    ApplicationNotices applicationNotices = new ApplicationNotices(notifier, operators);

    outbox = new Outbox(mongo, "group", env::instanceAddress, clock, env.meters());
    GroupGuard guard = new GroupGuard(data, access);
    ChatDoors doors = new ChatDoors(data, chats);
    Entrance entrance = new Entrance(data, profiles, operators, notices, doors, outbox, clock);
    Proposals proposals = new Proposals(data, applicationNotices, outbox);
    FoundingHandler founding =
        new FoundingHandler(data, profiles, operators, notices, access, outbox, clock);
    LeavingHandler leaving =
        new LeavingHandler(data, guard, profiles, notices, doors, access, outbox, clock);
    MuteHandler mutes = new MuteHandler(data, guard, profiles, notices, access, outbox, clock);
    TransferHandler transfer =
        new TransferHandler(data, guard, mutes, profiles, notices, access, outbox, clock);
    SettingsHandler settings = new SettingsHandler(data, guard, notices, chats, outbox, clock);
    MemberSettingsHandler memberSettings =
        new MemberSettingsHandler(data, guard, profiles, notices, access, outbox);
    ApplicationHandler applications =
        new ApplicationHandler(data, guard, profiles, entrance, applicationNotices, outbox, clock);
    MemberNames names =
        new MemberNames(data.directory(), members, profiles, memberLog, env.meters());
    ProfileHandler profile = new ProfileHandler(data, profiles, notices, outbox);
    List.of(
            entrance.recoveries(),
            proposals.recoveries(),
            founding.recoveries(),
            leaving.recoveries(),
            mutes.recoveries(),
            transfer.recoveries(),
            settings.recoveries(),
            memberSettings.recoveries(),
            applications.recoveries(),
            profile.recoveries())
        .forEach(recoveries::putAll);
    endpoint =
        new GroupEndpoint(
            new GroupEndpoint.Handlers(
                founding,
                new JoiningHandler(data, guard, profiles, entrance, proposals, access, clock),
                leaving,
                transfer,
                mutes,
                settings,
                memberSettings,
                applications,
                new ApplicationQueries(data, guard, profiles, access),
                new GroupQueries(data, guard, profiles, access),
                new MemberQueries(data, guard, profiles, names, access),
                new SyncHandler(data, guard, memberLog, joinLog, profiles, access),
                profile));
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint);
  }

  @Override
  public void start() {
    outbox.start(recoveries);
  }

  /// Delivers the notifications that are under way.
  @Override
  public void close() {
    outbox.close();
    notifier.close();
  }
}
