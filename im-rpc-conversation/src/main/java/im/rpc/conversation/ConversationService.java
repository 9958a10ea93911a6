package im.rpc.conversation;

import im.common.cache.SharedCache;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.mongo.Indexes;
import im.common.notification.Notifier;
import im.common.notification.Outbox;
import im.common.profile.UserProfiles;
import im.common.sequence.DeletedConversations;
import im.common.sync.VersionLog;
import im.rpc.conversation.peer.Groups;
import im.rpc.conversation.peer.Messages;
import im.rpc.conversation.store.ConversationCaches;
import im.rpc.conversation.store.ConversationJournal;
import im.rpc.conversation.store.ConversationStore;
import io.grpc.BindableService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The conversation service, wired: `openim.conversation.conversation`.
public final class ConversationService implements ImService {
  private static final String VERSIONS = "conversation_version";

  private final Notifier notifier;
  private final Outbox outbox;
  private final ConversationSettings settings;
  private final ConversationRemoval removal;
  private final ConversationEndpoint endpoint;

  /// Builds the service on the connections of `env`.
  public ConversationService(ServiceEnvironment env) {
    Indexes.ensure(env.mongo(), "conversation");
    notifier =
        new Notifier(
            "conversation", env.config().notification(), env.rpc(), env.clock(), env.meters());
    VersionLog versions = new VersionLog(env.mongo(), VERSIONS, env.clock());
    ConversationStore store = new ConversationStore(env.mongo());
    ConversationCaches caches =
        new ConversationCaches(
            store,
            new SharedCache(env.redis(), env.clock(), env.meters()),
            env.invalidation(),
            env.meters());
    ConversationJournal journal =
        new ConversationJournal(env.mongo(), versions, caches, env.clock());
    ConversationNotices notices = new ConversationNotices(notifier::send);
    Messages messages = new Messages(env.rpc());
    UserProfiles users = new UserProfiles(env.rpc());
    Groups groups = new Groups(env.rpc());
    outbox =
        new Outbox(env.mongo(), "conversation", env::instanceAddress, env.clock(), env.meters());
    settings =
        new ConversationSettings(
            store, journal, notices, messages, users, groups, env.access(), outbox);
    removal =
        new ConversationRemoval(
            store,
            journal,
            notices,
            messages,
            new DeletedConversations(env.redis()),
            outbox,
            env.clock());
    endpoint =
        new ConversationEndpoint(
            new ConversationReads(store, caches, versions),
            new ConversationCreation(store, journal, messages),
            settings,
            removal,
            new SortedConversations(store, messages, users, groups));
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint);
  }

  @Override
  public void start() {
    Map<String, Outbox.Recovery> recoveries = new HashMap<>(settings.recoveries());
    recoveries.putAll(removal.recoveries());
    outbox.start(recoveries);
  }

  @Override
  public void close() {
    outbox.close();
    notifier.close();
  }
}
