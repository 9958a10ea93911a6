package im.msgtransfer;

import im.common.config.KafkaConfig;
import im.common.history.MessageCache;
import im.common.history.MessageHistory;
import im.common.history.MessageStore;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.mongo.Indexes;
import im.common.notification.Outbox;
import im.common.queue.MessageQueue.Subscription;
import im.common.rpc.ServiceName;
import im.common.sequence.ConversationSequences;
import im.common.sequence.DeletedConversations;
import im.common.sequence.UserSequences;
import im.msgtransfer.peer.GroupMembers;
import im.msgtransfer.persist.Mentions;
import im.msgtransfer.persist.PersistStage;
import im.msgtransfer.schedule.CleanUp;
import im.msgtransfer.sequencing.ConversationBirth;
import im.msgtransfer.sequencing.SequencingStage;
import im.msgtransfer.sequencing.SettledHistory;
import im.msgtransfer.sequencing.TransferOutput;
import im.proto.conversation.conversationGrpc;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.group.groupGrpc;
import io.grpc.BindableService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Composition root of the message transfer: the sequencing stage on `toRedis`, the persisting
/// stage on `toMongo`, and scheduled clean-up.
public final class MsgTransferService implements ImService {
  private final ServiceEnvironment environment;
  private final SequencingStage sequencing;
  private final PersistStage persist;
  private final Outbox outbox;
  private final ConversationBirth birth;
  private final Mentions mentions;
  private final CleanUp cleanUp;
  private final List<Subscription> subscriptions = new ArrayList<>();

  /// Wires both stages; nothing is consumed before [#start()].
  public MsgTransferService(ServiceEnvironment environment) {
    this.environment = environment;
    MessageCache cache = new MessageCache(environment.redis());
    MessageHistory history = new MessageHistory(cache, new MessageStore(environment.mongo()));
    UserSequences users = new UserSequences(environment.redis(), environment.mongo());
    ConversationSequences conversations =
        new ConversationSequences(
            environment.redis(),
            environment.mongo(),
            new SettledHistory(history, environment.queue(), environment.config().kafka()),
            environment.clock());
    GroupMembers members =
        new GroupMembers(environment.rpc().stub(ServiceName.GROUP, groupGrpc::newBlockingStub));
    conversationBlockingStub chats =
        environment.rpc().stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
    outbox =
        new Outbox(
            environment.mongo(),
            "msgtransfer",
            environment::instanceAddress,
            environment.clock(),
            environment.meters());
    birth =
        new ConversationBirth(
            chats, members, new DeletedConversations(environment.redis()), conversations, outbox);
    sequencing =
        new SequencingStage(
            conversations,
            users,
            cache,
            history,
            birth,
            new TransferOutput(environment.queue(), environment.config().kafka()),
            environment.meters());
    mentions = new Mentions(history, users, members, chats, outbox);
    persist = new PersistStage(history, users, mentions, environment.meters());
    cleanUp = new CleanUp(environment);
  }

  @Override
  public List<BindableService> grpc() {
    return List.of();
  }

  @Override
  public void start() {
    Indexes.ensure(environment.mongo(), "msg", "seq", "seq_user");
    Map<String, Outbox.Recovery> recoveries = new HashMap<>(mentions.recoveries());
    recoveries.putAll(birth.recoveries());
    outbox.start(recoveries);
    KafkaConfig kafka = environment.config().kafka();
    subscriptions.add(
        environment.queue().subscribe(kafka.toMongoTopic(), kafka.toMongoGroupID(), persist));
    subscriptions.add(
        environment.queue().subscribe(kafka.toRedisTopic(), kafka.toRedisGroupID(), sequencing));
    cleanUp.start();
  }

  @Override
  public void close() {
    cleanUp.close();
    subscriptions.reversed().forEach(Subscription::close);
    outbox.close();
  }
}
