package im.push.offline;

import com.google.common.collect.Lists;
import im.common.context.RequestContext;
import im.common.error.ErrorTable;
import im.common.message.ContentType;
import im.common.message.ConversationIDs;
import im.common.message.MessageOptions;
import im.common.queue.MessageQueue;
import im.common.queue.QueueRecord;
import im.proto.conversation.GetConversationOfflinePushUserIDsReq;
import im.proto.conversation.conversationGrpc;
import im.proto.push.PushMsgReq;
import im.proto.sdkws.MsgData;
import im.push.metrics.PushMetrics;
import im.push.receivers.Receivers;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides who is notified offline about a message that has been pushed online
/// (`reference/pipeline-storage.md` 7.3, 7.4). The decision that costs something is made behind the
/// [OfflineQueue].
public final class OfflineBranch {
  private static final Logger log = LoggerFactory.getLogger(OfflineBranch.class);

  /// Keeps one record of the offline topic below the broker's limit (1,000,000 bytes).
  private static final int USERS_PER_RECORD = 5_000;

  private final OfflineQueue queue;
  private final OfflinePush provider;
  private final MessageQueue topics;
  private final String groupTopic;
  private final conversationGrpc.conversationBlockingStub conversations;
  private final PushMetrics metrics;

  /// `groupTopic` takes the work of group messages as `openim.push.PushMsgReq`.
  public OfflineBranch(
      OfflineQueue queue,
      OfflinePush provider,
      MessageQueue topics,
      String groupTopic,
      conversationGrpc.conversationBlockingStub conversations,
      PushMetrics metrics) {
    this.queue = queue;
    this.provider = provider;
    this.topics = topics;
    this.groupTopic = groupTopic;
    this.conversations = conversations;
    this.metrics = metrics;
  }

  /// Takes note of a message pushed online: `reached` of its `receivers` got it on a phone in use.
  /// Returns at once.
  public void afterOnlinePush(MsgData message, List<String> receivers, Set<String> reached) {
    if (!allows(message)) {
      return;
    }
    RequestContext context = RequestContext.current();
    Runnable task =
        Receivers.isGroup(message)
            ? () -> notifyGroup(message, missed(message, receivers, reached))
            : () -> notifyPeer(message, missed(message, receivers, reached));
    queue.offer(context.wrap(task));
  }

  private static boolean allows(MsgData message) {
    return message.getContentType() != ContentType.ROOM_PARTICIPANTS_CONNECTED
        && message.getContentType() != ContentType.ROOM_PARTICIPANTS_DISCONNECTED
        && MessageOptions.isOn(message, MessageOptions.OFFLINE_PUSH);
  }

  private static List<String> missed(MsgData message, List<String> receivers, Set<String> reached) {
    return receivers.stream()
        .filter(userID -> !userID.equals(message.getSendID()) && !reached.contains(userID))
        .toList();
  }

  private void notifyPeer(MsgData message, List<String> userIDs) {
    if (userIDs.isEmpty()) {
      return;
    }
    try {
      provider.push(Payloads.of(message, userIDs));
    } catch (RuntimeException e) {
      metrics.offlinePushFailed();
      log.warn("offline push of {} failed: {}", message.getServerMsgID(), text(e));
    }
  }

  private void notifyGroup(MsgData message, List<String> userIDs) {
    if (userIDs.isEmpty()) {
      return;
    }
    try {
      for (List<String> some : Lists.partition(wanting(message, userIDs), USERS_PER_RECORD)) {
        PushMsgReq value = PushMsgReq.newBuilder().setMsgData(message).addAllUserIDs(some).build();
        topics
            .publish(
                groupTopic,
                new QueueRecord(key(message), value.toByteArray(), RequestContext.current()))
            .toCompletableFuture()
            .join();
      }
    } catch (RuntimeException e) {
      metrics.offlineHandOffFailed();
      log.warn("offline push of {} not handed over: {}", message.getServerMsgID(), text(e));
    }
  }

  /// Those of `userIDs` that have not silenced the group.
  private List<String> wanting(MsgData message, List<String> userIDs) {
    GetConversationOfflinePushUserIDsReq request =
        GetConversationOfflinePushUserIDsReq.newBuilder()
            .setConversationID(ConversationIDs.group(message.getGroupID()))
            .addAllUserIDs(userIDs)
            .build();
    return RequestContext.current()
        .asAdmin()
        .call(() -> conversations.getConversationOfflinePushUserIDs(request).getUserIDsList());
  }

  /// Record key of the offline topic (`reference/kafka-topics.tsv` toOfflinePush).
  private static String key(MsgData message) {
    String sender = message.getSendID();
    String receiver = message.getRecvID();
    return sender.compareTo(receiver) <= 0 ? sender + "_" + receiver : receiver + "_" + sender;
  }

  private static String text(RuntimeException failure) {
    return String.valueOf(ErrorTable.of(failure).getMessage());
  }
}
