package im.rpc.msg.change;

import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.history.MessageHistory;
import im.common.history.MessageScan;
import im.common.history.StoredMessage;
import im.common.message.ContentType;
import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.common.notification.Notification;
import im.common.notification.Notifier;
import im.common.sequence.ConversationSequences;
import im.proto.conversation.Conversation;
import im.proto.msg.DeleteMsgPhysicalBySeqReq;
import im.proto.msg.DeleteMsgPhysicalReq;
import im.proto.msg.DeleteMsgsReq;
import im.proto.sdkws.DeleteMsgsTips;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import im.rpc.msg.facts.ChatFacts;
import im.rpc.msg.read.OwnedConversations;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Deletes single messages (`reference/pipeline-storage.md` 6.3): for one user, or for everybody.
public final class Deletion {
  private final ChatFacts facts;
  private final Access access;
  private final OwnedConversations owned;
  private final ConversationSequences conversations;
  private final MessageHistory history;
  private final MessageScan scan;
  private final Notifier notifier;
  private final Clock clock;

  /// Deletes in `history`, tells through `notifier`.
  public Deletion(
      ChatFacts facts,
      Access access,
      OwnedConversations owned,
      ConversationSequences conversations,
      MessageHistory history,
      MessageScan scan,
      Notifier notifier,
      Clock clock) {
    this.facts = facts;
    this.access = access;
    this.owned = owned;
    this.conversations = conversations;
    this.history = history;
    this.scan = scan;
    this.notifier = notifier;
    this.clock = clock;
  }

  /// Deletes messages for the user alone, or with `IsSyncOther` erases them for everybody, which in
  /// a group takes the right to remove each of them. Numbers without a message are skipped.
  ///
  /// @throws im.common.error.ImException 1004 not his conversation, 1002 not his to erase; nothing
  ///   is deleted then
  public void delete(DeleteMsgsReq request) {
    String userID = request.getUserID();
    String conversationID = request.getConversationID();
    List<Long> seqs = given(conversationID, request.getSeqsList());
    DeleteMsgsTips tips =
        DeleteMsgsTips.newBuilder()
            .setUserID(userID)
            .setConversationID(conversationID)
            .addAllSeqs(request.getSeqsList())
            .build();
    if (request.getDeleteSyncOpt().getIsSyncOther()) {
      Conversation conversation = conversation(userID, conversationID);
      if (conversation.getConversationType() == SessionType.GROUP) {
        requireRemovable(userID, conversation.getGroupID(), conversationID, seqs);
      }
      history.erase(conversationID, seqs);
      notifier.send(
          Notification.of(ContentType.MESSAGES_DELETED, userID, Receivers.of(conversation), tips)
              .sessionType(Receivers.sessionType(conversation))
              .build());
      return;
    }
    if (!owned.owns(userID, conversationID)) {
      throw unknown(conversationID);
    }
    history.deleteFor(userID, conversationID, seqs);
    if (request.getDeleteSyncOpt().getIsSyncSelf()) {
      notifier.send(Notification.of(ContentType.MESSAGES_DELETED, userID, userID, tips).build());
    }
  }

  /// Erases messages for everybody, silently.
  public void eraseBySeq(DeleteMsgPhysicalBySeqReq request) {
    String conversationID = request.getConversationID();
    history.erase(conversationID, given(conversationID, request.getSeqsList()));
  }

  /// Erases, in the named conversations, everything sent more than `timestamp` seconds ago,
  /// silently. What is erased when the call ends early stays erased; calling again goes on.
  public void eraseOld(DeleteMsgPhysicalReq request) {
    if (request.getTimestamp() < 0) {
      throw ErrorCode.ARGS.because("timestamp: " + request.getTimestamp() + " (expected: >= 0)");
    }
    long age = Math.min(request.getTimestamp(), Duration.ofMillis(clock.millis()).toSeconds());
    long before = clock.millis() - Duration.ofSeconds(age).toMillis();
    List<String> ids = request.getConversationIDsList().stream().distinct().toList();
    Map<String, Long> newest = conversations.maxSeqs(ids);
    for (String id : ids) {
      scan.sentBefore(id, 1, newest.getOrDefault(id, 0L), before, seqs -> history.erase(id, seqs));
    }
  }

  private void requireRemovable(
      String userID, String groupID, String conversationID, Collection<Long> seqs) {
    if (access.isAdmin()) {
      return;
    }
    GroupMemberFullInfo member =
        facts
            .findMember(groupID, userID)
            .orElseThrow(() ->
                ErrorCode.NO_PERMISSION.because(
                    "userID: " + userID + " (expected: a member of " + groupID + ")"));
    for (StoredMessage slot : history.find(conversationID, seqs).values()) {
      MsgData message = slot.message();
      if (message != null && !GroupRights.mayRemove(facts, member, message)) {
        throw ErrorCode.NO_PERMISSION.because(
            "seq: " + message.getSeq() + " (expected: a message that " + userID + " may remove)");
      }
    }
  }

  private Conversation conversation(String userID, String conversationID) {
    Conversation row = owned.rows(userID, List.of(conversationID)).get(conversationID);
    if (row == null || ConversationIDs.isNotification(conversationID)) {
      throw unknown(conversationID);
    }
    return row;
  }

  /// Those of `seqs` that were ever given; others would make documents out of nothing.
  private List<Long> given(String conversationID, Collection<Long> seqs) {
    long max = conversations.maxSeqs(List.of(conversationID)).getOrDefault(conversationID, 0L);
    return seqs.stream().filter(seq -> seq > 0 && seq <= max).distinct().toList();
  }

  private static RuntimeException unknown(String conversationID) {
    return ErrorCode.RECORD_NOT_FOUND.because(
        "conversationID: " + conversationID + " (expected: a conversation of the user)");
  }
}
