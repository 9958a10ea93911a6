package im.rpc.msg.change;

import com.google.common.collect.Lists;
import im.common.access.Access;
import im.common.error.ErrorCode;
import im.common.history.MessageHistory;
import im.common.message.ContentType;
import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.common.notification.Facts;
import im.common.notification.Notification;
import im.common.notification.Notifier;
import im.common.notification.Outbox;
import im.proto.conversation.Conversation;
import im.proto.msg.DeleteMsgsReq;
import im.proto.sdkws.DeleteMsgsTips;
import im.proto.sdkws.GroupMemberFullInfo;
import im.proto.sdkws.MsgData;
import im.rpc.msg.facts.ChatFacts;
import im.rpc.msg.read.OwnedConversations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/// Deletes single messages (`reference/pipeline-storage.md` 6.3): for one user, or for everybody.
public final class Deletion {
  private static final String ERASED = "erased";
  private static final String DELETED = "deleted";
  private static final int READ_AT_ONCE = 1_000;

  private final ChatFacts facts;
  private final Access access;
  private final OwnedConversations owned;
  private final MessageHistory history;
  private final Erasure erasure;
  private final Notifier notifier;
  private final Outbox outbox;

  /// Deletes in `history`, tells through `notifier`.
  public Deletion(
      ChatFacts facts,
      Access access,
      OwnedConversations owned,
      MessageHistory history,
      Erasure erasure,
      Notifier notifier,
      Outbox outbox) {
    this.facts = facts;
    this.access = access;
    this.owned = owned;
    this.history = history;
    this.erasure = erasure;
    this.notifier = notifier;
    this.outbox = outbox;
  }

  /// Deletes messages for the user alone, or with `IsSyncOther` erases them for everybody, which in
  /// a group takes the right to remove each of them. Numbers without a message are skipped.
  ///
  /// @throws im.common.error.ImException 1004 not his conversation, 1002 not his to erase; nothing
  ///   is deleted then
  public void delete(DeleteMsgsReq request) {
    String userID = request.getUserID();
    String conversationID = request.getConversationID();
    List<Long> seqs = erasure.given(conversationID, request.getSeqsList());
    DeleteMsgsTips tips =
        DeleteMsgsTips.newBuilder()
            .setUserID(userID)
            .setConversationID(conversationID)
            .addAllSeqs(request.getSeqsList())
            .build();
    if (request.getDeleteSyncOpt().getIsSyncOther()) {
      Conversation conversation = conversation(userID, conversationID);
      List<Long> erased =
          Receivers.isGroup(conversation)
              ? removable(userID, conversation.getGroupID(), conversationID, seqs)
              : seqs;
      Document facts =
          facts(tips, erased)
              .append("receiver", Receivers.of(conversation))
              .append("session", Receivers.sessionType(conversation));
      outbox.keep(ERASED, facts, () -> erase(facts, tips, erased));
      return;
    }
    if (!owned.owns(userID, conversationID)) {
      throw unknown(conversationID);
    }
    if (request.getDeleteSyncOpt().getIsSyncSelf()) {
      outbox.keep(DELETED, facts(tips, seqs), () -> deleteAndTell(tips, seqs));
    } else {
      history.deleteFor(userID, conversationID, seqs);
    }
  }

  private static Document facts(DeleteMsgsTips tips, List<Long> seqs) {
    return new Document("tips", Facts.message(tips)).append("seqs", seqs);
  }

  private void erase(Document facts, DeleteMsgsTips tips, List<Long> seqs) {
    history.erase(tips.getConversationID(), seqs);
    tell(tips, facts.getString("receiver"), facts.getInteger("session"));
  }

  private void deleteAndTell(DeleteMsgsTips tips, List<Long> seqs) {
    String userID = tips.getUserID();
    history.deleteFor(userID, tips.getConversationID(), seqs);
    tell(tips, userID, SessionType.SINGLE);
  }

  private void tell(DeleteMsgsTips tips, String receiver, int sessionType) {
    for (List<Long> some : SeqParts.of(tips.getSeqsList())) {
      DeleteMsgsTips part = tips.toBuilder().clearSeqs().addAllSeqs(some).build();
      notifier.send(
          Notification.of(ContentType.MESSAGES_DELETED, tips.getUserID(), receiver, part)
              .sessionType(sessionType)
              .build());
    }
  }

  /// How deletions are finished that a process left half done. One that was begun is made whole.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(ERASED, this::resumeErased, DELETED, this::resumeDeleted);
  }

  private boolean resumeErased(Document facts) {
    DeleteMsgsTips tips = Facts.message(facts, "tips", DeleteMsgsTips.parser());
    List<Long> seqs = facts.getList("seqs", Long.class, List.of());
    boolean made =
        seqs.isEmpty()
            || history
                .first(tips.getConversationID(), seqs, slot -> slot.message() == null)
                .isPresent();
    if (made) {
      erase(facts, tips, seqs);
    }
    return made;
  }

  private boolean resumeDeleted(Document facts) {
    DeleteMsgsTips tips = Facts.message(facts, "tips", DeleteMsgsTips.parser());
    List<Long> seqs = facts.getList("seqs", Long.class, List.of());
    boolean made =
        seqs.isEmpty()
            || history
                .first(
                    tips.getConversationID(),
                    seqs,
                    slot -> slot.deletedFor().contains(tips.getUserID()))
                .isPresent();
    if (made) {
      deleteAndTell(tips, seqs);
    }
    return made;
  }

  /// Those of `seqs` that the user may erase. A number whose message has not arrived yet is only an
  /// owner's, since nobody can say whose message it will be.
  private List<Long> removable(
      String userID, String groupID, String conversationID, Collection<Long> seqs) {
    if (access.isAdmin()) {
      return List.copyOf(seqs);
    }
    GroupMemberFullInfo member =
        facts
            .findMember(groupID, userID)
            .orElseThrow(() ->
                ErrorCode.NO_PERMISSION.because(
                    "userID: " + userID + " (expected: a member of " + groupID + ")"));
    if (GroupRights.isOwner(member)) {
      return List.copyOf(seqs);
    }
    List<Long> there = new ArrayList<>();
    for (List<Long> some : Lists.partition(List.copyOf(seqs), READ_AT_ONCE)) {
      history
          .find(conversationID, some)
          .forEach((seq, slot) -> {
            MsgData message = slot.message();
            if (message == null) {
              return;
            }
            if (!GroupRights.mayRemove(facts, member, message)) {
              throw ErrorCode.NO_PERMISSION.because(
                  "seq: " + seq + " (expected: a message that " + userID + " may remove)");
            }
            there.add(seq);
          });
    }
    return there;
  }

  private Conversation conversation(String userID, String conversationID) {
    Conversation row = owned.rows(userID, List.of(conversationID)).get(conversationID);
    if (row == null || ConversationIDs.isNotification(conversationID)) {
      throw unknown(conversationID);
    }
    return row;
  }

  private static RuntimeException unknown(String conversationID) {
    return ErrorCode.RECORD_NOT_FOUND.because(
        "conversationID: " + conversationID + " (expected: a conversation of the user)");
  }
}
