package im.rpc.msg;

import im.common.history.MessageCache;
import im.common.history.MessageHistory;
import im.common.history.MessageRetention;
import im.common.history.MessageScan;
import im.common.history.MessageStore;
import im.common.lifecycle.ImService;
import im.common.lifecycle.ServiceEnvironment;
import im.common.mongo.Indexes;
import im.common.notification.Notifier;
import im.common.notification.Outbox;
import im.common.sequence.ConversationSequences;
import im.common.sequence.UserSequences;
import im.rpc.msg.MsgEndpoint.Changes;
import im.rpc.msg.MsgEndpoint.Reading;
import im.rpc.msg.MsgEndpoint.Sending;
import im.rpc.msg.change.Clearing;
import im.rpc.msg.change.Deletion;
import im.rpc.msg.change.Erasure;
import im.rpc.msg.change.Revocation;
import im.rpc.msg.change.SelfDestruct;
import im.rpc.msg.facts.ChatFacts;
import im.rpc.msg.mark.ReadMarks;
import im.rpc.msg.read.GroupReadCursors;
import im.rpc.msg.read.MessagePuller;
import im.rpc.msg.read.MessageViews;
import im.rpc.msg.read.OwnedConversations;
import im.rpc.msg.read.SequenceQueries;
import im.rpc.msg.read.Windows;
import im.rpc.msg.search.MessageSearch;
import im.rpc.msg.send.MessageSender;
import im.rpc.msg.send.SendStatus;
import im.rpc.msg.statistics.Activity;
import io.grpc.BindableService;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Composition root of the message service.
public final class MsgService implements ImService {
  private final ServiceEnvironment environment;
  private final Notifier notifier;
  private final Outbox outbox;
  private final Map<String, Outbox.Recovery> recoveries = new HashMap<>();
  private final MsgEndpoint endpoint;
  private final ReadingEndpoint reading;

  /// Wires the service to the stores and the other services.
  public MsgService(ServiceEnvironment environment) {
    this.environment = environment;
    MessageHistory history =
        new MessageHistory(
            new MessageCache(environment.redis()), new MessageStore(environment.mongo()));
    UserSequences users = new UserSequences(environment.redis(), environment.mongo());
    ConversationSequences conversations =
        new ConversationSequences(
            environment.redis(), environment.mongo(), history::keys, environment.clock());
    OwnedConversations owned =
        new OwnedConversations(environment.rpc(), environment.invalidation(), environment.meters());
    notifier =
        new Notifier(
            "msg",
            environment.config().notification(),
            environment.rpc(),
            environment.clock(),
            environment.meters());
    ChatFacts facts =
        new ChatFacts(environment.rpc(), environment.invalidation(), environment.meters());
    Windows windows = new Windows(owned, conversations, users);
    MessageScan scan = new MessageScan(environment.mongo());
    MessageSender sender = new MessageSender(environment, facts);
    outbox =
        new Outbox(
            environment.mongo(),
            "msg",
            environment::instanceAddress,
            environment.clock(),
            environment.meters());
    Revocation revocation =
        new Revocation(
            facts, environment.access(), windows, history, notifier, outbox, environment.clock());
    Erasure erasure = new Erasure(conversations, history, scan, environment.clock());
    Deletion deletion =
        new Deletion(facts, environment.access(), owned, history, erasure, notifier, outbox);
    Clearing clearing =
        new Clearing(
            facts,
            environment.access(),
            owned,
            conversations,
            users,
            notifier,
            outbox,
            environment.rpc());
    List.of(revocation.recoveries(), deletion.recoveries(), clearing.recoveries())
        .forEach(recoveries::putAll);
    endpoint =
        new MsgEndpoint(
            new Sending(sender, new SendStatus(environment.redis())),
            new Reading(
                new MessagePuller(windows, new MessageViews(history, owned, users)),
                new SequenceQueries(owned, conversations, users),
                new MessageSearch(scan, conversations, users, facts)),
            new ReadMarks(owned, conversations, users, history, facts, notifier),
            new Changes(
                revocation,
                deletion,
                erasure,
                clearing,
                new SelfDestruct(
                    conversations, users, scan, environment.rpc(), environment.clock()),
                new MessageRetention(environment.redis(), environment.mongo(), users)),
            windows,
            new Activity(environment.mongo(), environment.rpc()),
            environment.clock());
    reading = new ReadingEndpoint(new GroupReadCursors(environment.rpc(), users));
  }

  @Override
  public List<BindableService> grpc() {
    return List.of(endpoint, reading);
  }

  @Override
  public void start() {
    Indexes.ensure(environment.mongo(), "msg", "seq", "seq_user");
    outbox.start(recoveries);
  }

  @Override
  public void close() {
    outbox.close();
    notifier.close();
  }
}
