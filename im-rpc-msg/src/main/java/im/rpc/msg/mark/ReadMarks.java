package im.rpc.msg.mark;

import im.common.error.ErrorCode;
import im.common.history.MessageHistory;
import im.common.message.ContentType;
import im.common.message.SessionType;
import im.common.notification.Notification;
import im.common.notification.Notifier;
import im.common.sequence.ConversationSequences;
import im.common.sequence.UserSequences;
import im.common.sequence.UserSequences.Position;
import im.proto.conversation.Conversation;
import im.proto.msg.MarkConversationAsReadReq;
import im.proto.msg.MarkMsgsAsReadReq;
import im.proto.msg.SetConversationHasReadSeqReq;
import im.proto.sdkws.MarkAsReadTips;
import im.rpc.msg.change.SeqParts;
import im.rpc.msg.facts.ChatFacts;
import im.rpc.msg.read.OwnedConversations;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;

/// Read positions (`reference/pipeline-storage.md` 6.2). They are durable when the call returns and
/// never go back; whoever has to know is told by a read receipt.
public final class ReadMarks {
  /// Messages that are marked at once, and named in a receipt.
  private static final int MAX_MARKED = 1_000;

  private final OwnedConversations owned;
  private final ConversationSequences conversations;
  private final UserSequences users;
  private final MessageHistory history;
  private final ChatFacts facts;
  private final Notifier notifier;

  /// Writes positions to `users` and read flags to `history`; `facts` say who is in a group.
  public ReadMarks(
      OwnedConversations owned,
      ConversationSequences conversations,
      UserSequences users,
      MessageHistory history,
      ChatFacts facts,
      Notifier notifier) {
    this.owned = owned;
    this.conversations = conversations;
    this.users = users;
    this.history = history;
    this.facts = facts;
    this.notifier = notifier;
  }

  /// Raises the position of the user; tells his other devices unless asked not to.
  public void setPosition(SetConversationHasReadSeqReq request) {
    Conversation conversation = conversation(request.getUserID(), request.getConversationID());
    requireGiven(request.getConversationID(), request.getHasReadSeq());
    raise(request.getUserID(), conversation, request.getHasReadSeq());
    if (!request.getNoNotification()) {
      tellSelf(request.getUserID(), conversation, List.of(), request.getHasReadSeq());
    }
  }

  /// Marks single messages and tells the other side; whoever is in the group no more and keeps its
  /// conversation tells his other devices only.
  public void markMessages(MarkMsgsAsReadReq request) {
    Conversation conversation = conversation(request.getUserID(), request.getConversationID());
    long newest = request.getSeqsList().stream().mapToLong(Long::longValue).max().orElse(0);
    requireGiven(request.getConversationID(), newest);
    // The last one named is what the client has read up to, whatever the order.
    long last = request.getSeqs(request.getSeqsCount() - 1);
    markFlags(request.getUserID(), conversation, request.getSeqsList());
    raise(request.getUserID(), conversation, last);
    if (mayTell(request.getUserID(), conversation)) {
      tellPeer(request.getUserID(), conversation, request.getSeqsList(), last);
    } else {
      tellSelf(request.getUserID(), conversation, request.getSeqsList(), last);
    }
  }

  private boolean mayTell(String userID, Conversation conversation) {
    return conversation.getConversationType() != SessionType.GROUP
        || facts.findMember(conversation.getGroupID(), userID).isPresent();
  }

  /// Marks everything up to a number; in a single chat the other side sees what was read, and is
  /// told of the newest thousand of it.
  public void markConversation(MarkConversationAsReadReq request) {
    String userID = request.getUserID();
    Conversation conversation = conversation(userID, request.getConversationID());
    requireGiven(request.getConversationID(), request.getHasReadSeq());
    if (conversation.getConversationType() != SessionType.SINGLE) {
      raise(userID, conversation, request.getHasReadSeq());
      tellSelf(userID, conversation, request.getSeqsList(), request.getHasReadSeq());
      return;
    }
    String conversationID = conversation.getConversationID();
    long before = users.readSeqs(userID, List.of(conversationID)).getOrDefault(conversationID, 0L);
    long named = Math.max(before + 1, request.getHasReadSeq() - MAX_MARKED + 1);
    for (long from = before + 1; from < named; from += MAX_MARKED) {
      markFlags(userID, conversation, range(from, Math.min(from + MAX_MARKED, named) - 1));
    }
    TreeSet<Long> seqs = new TreeSet<>(request.getSeqsList());
    seqs.addAll(range(named, request.getHasReadSeq()));
    markFlags(userID, conversation, seqs);
    raise(userID, conversation, request.getHasReadSeq());
    tellPeer(userID, conversation, seqs, request.getHasReadSeq());
  }

  private static List<Long> range(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  private Conversation conversation(String userID, String conversationID) {
    Conversation row = owned.rows(userID, List.of(conversationID)).get(conversationID);
    if (row == null) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "conversationID: " + conversationID + " (expected: a conversation of the user)");
    }
    return row;
  }

  private void requireGiven(String conversationID, long seq) {
    long max = conversations.maxSeqs(List.of(conversationID)).getOrDefault(conversationID, 0L);
    if (seq > max) {
      throw ErrorCode.ARGS.because("hasReadSeq: " + seq + " (expected: at most " + max + ")");
    }
  }

  private void raise(String userID, Conversation conversation, long seq) {
    users.keepRead(new Position(userID, conversation.getConversationID()), seq);
  }

  private void markFlags(String userID, Conversation conversation, Collection<Long> seqs) {
    if (conversation.getConversationType() == SessionType.SINGLE) {
      history.markRead(conversation.getConversationID(), userID, seqs);
    }
  }

  private void tellSelf(
      String userID, Conversation conversation, Collection<Long> seqs, long hasReadSeq) {
    tell(userID, SessionType.SINGLE, userID, conversation, seqs, hasReadSeq);
  }

  private void tellPeer(
      String userID, Conversation conversation, Collection<Long> seqs, long hasReadSeq) {
    boolean group = conversation.getConversationType() == SessionType.GROUP;
    String receiver = group ? conversation.getGroupID() : conversation.getUserID();
    tell(receiver, conversation.getConversationType(), userID, conversation, seqs, hasReadSeq);
  }

  private void tell(
      String receiver,
      int sessionType,
      String userID,
      Conversation conversation,
      Collection<Long> seqs,
      long hasReadSeq) {
    for (List<Long> some : SeqParts.of(seqs)) {
      MarkAsReadTips tips =
          MarkAsReadTips.newBuilder()
              .setMarkAsReadUserID(userID)
              .setConversationID(conversation.getConversationID())
              .addAllSeqs(some)
              .setHasReadSeq(hasReadSeq)
              .build();
      notifier.send(
          Notification.of(ContentType.HAS_READ_RECEIPT, userID, receiver, tips)
              .sessionType(sessionType)
              .build());
    }
  }
}
