package im.msgtransfer.persist;

import com.google.common.collect.Lists;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.error.ErrorTable;
import im.common.error.ImException;
import im.common.history.MessageHistory;
import im.common.history.StoredMessage;
import im.common.message.ContentType;
import im.common.message.ConversationIDs;
import im.common.message.GroupAtType;
import im.common.message.SessionType;
import im.common.notification.Outbox;
import im.common.sequence.UserSequences;
import im.msgtransfer.peer.GroupMembers;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.sdkws.MsgData;
import im.proto.wrappers.Int32Value;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.bson.Document;

/// Marks the chat of those whom a message in a group mentions (`reference/pipeline-storage.md`
/// 1.6). What is to be marked is in the outbox before the message's record is committed, so it is
/// marked sooner or later, once the message is stored.
public final class Mentions {
  private static final String KIND = "mentioned";

  /// Stands for everybody in a message's list of mentioned users.
  private static final String EVERYBODY = "AtAllTag";

  private static final int USERS_PER_CALL = 500;

  private final MessageHistory history;
  private final UserSequences users;
  private final GroupMembers members;
  private final conversationBlockingStub conversations;
  private final Outbox outbox;

  /// Finds the messages in `history`, and in `users` who has read them.
  public Mentions(
      MessageHistory history,
      UserSequences users,
      GroupMembers members,
      conversationBlockingStub conversations,
      Outbox outbox) {
    this.history = history;
    this.users = users;
    this.members = members;
    this.conversations = conversations;
    this.outbox = outbox;
  }

  /// How marks are made that a process left.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(KIND, this::mark);
  }

  /// The numbers of those of `stored`, messages of one conversation, that mention somebody.
  static List<Long> in(String conversationID, List<MsgData> stored) {
    return ConversationIDs.isNotification(conversationID)
        ? List.of()
        : stored.stream().filter(Mentions::mentionsSomebody).map(MsgData::getSeq).toList();
  }

  private static boolean mentionsSomebody(MsgData message) {
    return message.getSessionType() == SessionType.GROUP
        && message.getContentType() == ContentType.AT_TEXT
        && message.getAtUserIDListCount() > 0;
  }

  /// Promises to mark the chats of those whom the stored messages `seqs` mention. It waits some
  /// seconds for that at most, whoever is away.
  void promise(String conversationID, List<Long> seqs) {
    RequestContext context = RequestContext.current();
    context
        .withOperationID("@@@" + context.operationID())
        .asAdmin()
        .run(() ->
            outbox.hand(KIND, new Document("conversation", conversationID).append("seqs", seqs)));
  }

  /// Whoever has read the message meanwhile, or perhaps before its record came again, needs no
  /// mark; neither does a message that was taken back.
  private boolean mark(Document facts) {
    String conversationID = facts.getString("conversation");
    List<Long> seqs = facts.getList("seqs", Long.class, List.of());
    Map<Long, StoredMessage> found = history.find(conversationID, seqs);
    for (long seq : seqs) {
      StoredMessage stored = found.getOrDefault(seq, StoredMessage.EMPTY);
      MsgData message = stored.message();
      if (message != null && stored.revoke() == null) {
        mark(conversationID, message);
      }
    }
    return true;
  }

  private void mark(String conversationID, MsgData message) {
    Set<String> named = new LinkedHashSet<>(message.getAtUserIDListList());
    if (!named.remove(EVERYBODY)) {
      Set<String> present = orNobody(() -> members.among(message.getGroupID(), named));
      set(conversationID, message, present, GroupAtType.ME);
      return;
    }
    Set<String> others = orNobody(() -> members.all(message.getGroupID()));
    named.retainAll(others);
    others.removeAll(named);
    others.remove(message.getSendID());
    set(conversationID, message, named, GroupAtType.ALL_AND_ME);
    set(conversationID, message, others, GroupAtType.ALL);
  }

  /// The members, none of a group that is gone.
  private static Set<String> orNobody(Supplier<List<String>> members) {
    try {
      return new LinkedHashSet<>(members.get());
    } catch (RuntimeException e) {
      ImException error = ErrorTable.of(e);
      if (error.is(ErrorCode.RECORD_NOT_FOUND) || error.is(ErrorCode.GROUP_ID_NOT_FOUND)) {
        return new LinkedHashSet<>();
      }
      throw error;
    }
  }

  private void set(
      String conversationID, MsgData message, Collection<String> userIDs, int groupAtType) {
    ConversationReq marked =
        ConversationReq.newBuilder()
            .setConversationID(conversationID)
            .setConversationType(SessionType.GROUP)
            .setGroupID(message.getGroupID())
            .setGroupAtType(Int32Value.newBuilder().setValue(groupAtType))
            .build();
    for (List<String> some : Lists.partition(List.copyOf(userIDs), USERS_PER_CALL)) {
      Map<String, Long> read = users.readSeqsOf(some, conversationID);
      List<String> unread =
          some.stream().filter(id -> read.getOrDefault(id, 0L) < message.getSeq()).toList();
      if (!unread.isEmpty()) {
        var _ =
            conversations.setConversations(
                SetConversationsReq.newBuilder()
                    .addAllUserIDs(unread)
                    .setConversation(marked)
                    .build());
      }
    }
  }
}
