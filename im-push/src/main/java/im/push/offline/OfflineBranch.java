package im.push.offline;

import static java.nio.charset.StandardCharsets.UTF_8;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Decides who is notified offline about a message that has been pushed online
/// (`reference/pipeline-storage.md` 7.3, 7.4). The decision that costs something is made behind the
/// [OfflineQueue].
public final class OfflineBranch {
  private static final Logger log = LoggerFactory.getLogger(OfflineBranch.class);

  /// Users that are asked for at once: no request takes a longer list than 50,000.
  private static final int USERS_PER_CALL = 10_000;

  /// A record is larger than [QueueRecord#MAX_BYTES] where a large message leaves no room for
  /// users.
  private static final int LEAST_BYTES_OF_USERS = 50_000;

  /// What a list of strings takes for each beside its bytes.
  private static final int BYTES_PER_ENTRY = 4;

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
      for (List<String> asked : Lists.partition(userIDs, USERS_PER_CALL)) {
        for (List<String> some : records(message, wanting(message, asked))) {
          PushMsgReq value =
              PushMsgReq.newBuilder().setMsgData(message).addAllUserIDs(some).build();
          topics
              .publish(
                  groupTopic,
                  new QueueRecord(key(message), value.toByteArray(), RequestContext.current()))
              .toCompletableFuture()
              .join();
        }
      }
    } catch (RuntimeException e) {
      metrics.offlineHandOffFailed();
      log.warn("offline push of {} not handed over: {}", message.getServerMsgID(), text(e));
    }
  }

  /// `userIDs` in parts that fit into a record beside the message.
  private static List<List<String>> records(MsgData message, List<String> userIDs) {
    int room = Math.max(LEAST_BYTES_OF_USERS, QueueRecord.MAX_BYTES - message.getSerializedSize());
    List<List<String>> parts = new ArrayList<>();
    int begin = 0;
    int bytes = 0;
    for (int i = 0; i < userIDs.size(); i++) {
      int size = userIDs.get(i).getBytes(UTF_8).length + BYTES_PER_ENTRY;
      if (bytes > 0 && bytes + size > room) {
        parts.add(userIDs.subList(begin, i));
        begin = i;
        bytes = 0;
      }
      bytes += size;
    }
    if (begin < userIDs.size()) {
      parts.add(userIDs.subList(begin, userIDs.size()));
    }
    return parts;
  }

  /// Those of `userIDs` that have not silenced the group.
  private List<String> wanting(MsgData message, List<String> userIDs) {
    GetConversationOfflinePushUserIDsReq request =
        GetConversationOfflinePushUserIDsReq.newBuilder()
            .setConversationID(ConversationIDs.group(message.getGroupID()))
            .addAllUserIDs(userIDs)
            .build();
    return RequestContext.callAsAdmin(
        () -> conversations.getConversationOfflinePushUserIDs(request).getUserIDsList());
  }

  /// Record key of the offline topic (`reference/kafka-topics.tsv` toOfflinePush).
  private static String key(MsgData message) {
    return ConversationIDs.pair(message.getSendID(), message.getRecvID());
  }

  private static String text(RuntimeException failure) {
    return String.valueOf(ErrorTable.of(failure).getMessage());
  }
}
