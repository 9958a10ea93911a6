package im.rpc.msg.send;

import com.google.common.collect.Lists;
import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.conversationGrpc;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.sdkws.MsgData;
import im.proto.wrappers.Int32Value;
import im.rpc.msg.facts.ChatFacts;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Marks the chat of those whom a message in a group mentions (`reference/pipeline-storage.md`
/// 1.6), after the message was accepted and without making its sender wait.
final class Mentions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Mentions.class);

  /// Stands for everybody in a message's list of mentioned users.
  private static final String EVERYBODY = "AtAllTag";

  private static final int ME = 1;
  private static final int ALL = 2;
  private static final int ALL_AND_ME = 3;

  private static final int WAITING = 512;
  private static final int USERS_PER_CALL = 500;

  /// Up to so many members are looked up one by one, in what is known of them here.
  private static final int FEW = 20;

  private static final Duration DRAIN = Duration.ofSeconds(10);

  private final ChatFacts facts;
  private final conversationBlockingStub conversations;
  private final Semaphore room = new Semaphore(WAITING);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Counter failed;

  Mentions(ChatFacts facts, RpcClients rpc, MeterRegistry meters) {
    this.facts = facts;
    conversations = rpc.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
    failed =
        Counter.builder("im.mention.failed")
            .description("group messages whose mentions could not be marked")
            .register(meters);
  }

  /// Marks the chats that `message` concerns, sooner or later. When too much waits, the caller does
  /// it himself.
  void mark(MsgData message) {
    RequestContext current = RequestContext.current();
    Runnable task =
        current
            .withOperationID("@@@" + current.operationID())
            .asAdmin()
            .wrap(() -> markNow(message));
    if (!room.tryAcquire()) {
      task.run();
      return;
    }
    var _ =
        threads.submit(() -> {
          try {
            task.run();
          } finally {
            room.release();
          }
        });
  }

  /// Finishes what was begun, within ten seconds.
  @Override
  public void close() {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(DRAIN.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("{} mentions not marked within {}", WAITING - room.availablePermits(), DRAIN);
        var _ = threads.shutdownNow();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void markNow(MsgData message) {
    try {
      Set<String> named = new LinkedHashSet<>(message.getAtUserIDListList());
      if (!named.remove(EVERYBODY)) {
        set(message.getGroupID(), members(message.getGroupID(), named), ME);
        return;
      }
      Set<String> others = new LinkedHashSet<>(facts.memberIDs(message.getGroupID()));
      named.retainAll(others);
      others.removeAll(named);
      others.remove(message.getSendID());
      set(message.getGroupID(), named, ALL_AND_ME);
      set(message.getGroupID(), others, ALL);
    } catch (RuntimeException e) {
      failed.increment();
      log.warn(
          "mentions in group {} not marked: {}",
          message.getGroupID(),
          ErrorTable.of(e).getMessage());
    }
  }

  private Set<String> members(String groupID, Set<String> named) {
    Set<String> found = new LinkedHashSet<>(named);
    if (named.size() <= FEW) {
      found.removeIf(userID -> facts.findMember(groupID, userID).isEmpty());
    } else {
      found.retainAll(new HashSet<>(facts.memberIDs(groupID)));
    }
    return found;
  }

  private void set(String groupID, Collection<String> userIDs, int groupAtType) {
    ConversationReq marked =
        ConversationReq.newBuilder()
            .setConversationID(ConversationIDs.group(groupID))
            .setConversationType(SessionType.GROUP)
            .setGroupID(groupID)
            .setGroupAtType(Int32Value.newBuilder().setValue(groupAtType))
            .build();
    for (List<String> some : Lists.partition(List.copyOf(userIDs), USERS_PER_CALL)) {
      var _ =
          conversations.setConversations(
              SetConversationsReq.newBuilder().addAllUserIDs(some).setConversation(marked).build());
    }
  }
}
