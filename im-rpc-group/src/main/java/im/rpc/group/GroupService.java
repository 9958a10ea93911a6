package im.rpc.group;

import im.common.access.Access;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.mongo.Indexes;
import im.common.mongo.Mongo;
import im.common.notification.Notifier;
import im.common.sync.VersionLog;
import im.rpc.group.handler.ApplicationHandler;
import im.rpc.group.handler.ApplicationQueries;
import im.rpc.group.handler.Entrance;
import im.rpc.group.handler.FoundingHandler;
import im.rpc.group.handler.GroupGuard;
import im.rpc.group.handler.GroupQueries;
import im.rpc.group.handler.JoiningHandler;
import im.rpc.group.handler.LeavingHandler;
import im.rpc.group.handler.MemberQueries;
import im.rpc.group.handler.MemberSettingsHandler;
import im.rpc.group.handler.MuteHandler;
import im.rpc.group.handler.ProfileHandler;
import im.rpc.group.handler.SettingsHandler;
import im.rpc.group.handler.SyncHandler;
import im.rpc.group.handler.TransferHandler;
import im.rpc.group.notice.ApplicationNotices;
import im.rpc.group.notice.Chats;
import im.rpc.group.notice.GroupNotices;
import im.rpc.group.notice.Operators;
import im.rpc.group.notice.Profiles;
import im.rpc.group.store.ApplicationStore;
import im.rpc.group.store.GroupChanges;
import im.rpc.group.store.GroupData;
import im.rpc.group.store.GroupDirectory;
import im.rpc.group.store.GroupStore;
import im.rpc.group.store.MemberStore;
import io.grpc.BindableService;
import java.time.Clock;
import java.util.List;

/// The group service, wired by hand.
public final class GroupService implements ImService {
  private final Notifier notifier;
  private final GroupEndpoint endpoint;

  /// Builds the service on what `env` gives it and makes missing indexes.
  public GroupService(ServiceEnvironment env) {
    Mongo mongo = env.mongo();
    Indexes.ensure(
        mongo,
        "group",
        "group_member",
        "group_request",
        "group_member_version",
        "group_join_version");
    Clock clock = env.clock();
    Access access = env.access();
    VersionLog memberLog = new VersionLog(mongo, "group_member_version", clock);
    VersionLog joinLog = new VersionLog(mongo, "group_join_version", clock);
    GroupStore groups = new GroupStore(mongo);
    MemberStore members = new MemberStore(mongo);
    GroupData data =
        new GroupData(
            groups,
            members,
            new ApplicationStore(mongo),
            new GroupDirectory(groups, members, mongo, env.meters()),
            new GroupChanges(groups, members, memberLog, joinLog, env.invalidation()));

    Profiles profiles = new Profiles(env.rpc());
    Chats chats = new Chats(env.rpc(), env.config().rpcGroup().enableHistoryForNewMembers());
    Operators operators = new Operators(members, profiles, access);
    notifier = new Notifier("group", env.config().notification(), env.rpc(), clock, env.meters());
    GroupNotices notices = new GroupNotices(notifier, operators);
    ApplicationNotices applicationNotices = new ApplicationNotices(notifier, operators);

    GroupGuard guard = new GroupGuard(data, access);
    Entrance entrance = new Entrance(data, profiles, operators, notices, chats, clock);
    MuteHandler mutes = new MuteHandler(data, guard, profiles, notices, access, clock);
    endpoint =
        new GroupEndpoint(
            new GroupEndpoint.Handlers(
                new FoundingHandler(data, profiles, operators, notices, access, clock),
                new JoiningHandler(
                    data, guard, profiles, entrance, applicationNotices, chats, access, clock),
                new LeavingHandler(data, guard, profiles, notices, chats, access),
                new TransferHandler(data, guard, mutes, profiles, notices, access, clock),
                mutes,
                new SettingsHandler(data, guard, notices, chats, clock),
                new MemberSettingsHandler(data, guard, profiles, notices, access),
                new ApplicationHandler(
                    data, guard, profiles, entrance, applicationNotices, chats, clock),
                new ApplicationQueries(data, guard, profiles, access),
                new GroupQueries(data, guard, profiles, access),
                new MemberQueries(data, guard, profiles, access),
                new SyncHandler(data, guard, memberLog, joinLog, profiles, access),
                new ProfileHandler(data, profiles, notices)));
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint);
  }

  @Override
  public void start() {}

  /// Delivers the notifications that are under way.
  @Override
  public void close() {
    notifier.close();
  }
}
