package im.rpc.msg.change;

import im.common.access.Access;
import im.common.context.RequestContext;
import im.common.context.Together;
import im.common.error.ErrorCode;
import im.common.message.ContentType;
import im.common.message.SessionType;
import im.common.notification.Notification;
import im.common.notification.Notifier;
import im.common.notification.Outbox;
import im.common.rpc.RpcClients;
import im.common.rpc.ServiceName;
import im.common.sequence.ConversationSequences;
import im.common.sequence.UserSequences;
import im.common.sequence.UserSequences.Position;
import im.proto.conversation.Conversation;
import im.proto.conversation.SetConversationMinSeqReq;
import im.proto.conversation.conversationGrpc;
import im.proto.conversation.conversationGrpc.conversationBlockingStub;
import im.proto.msg.ClearConversationsMsgReq;
import im.proto.msg.DeleteSyncOpt;
import im.proto.msg.UserClearAllMsgReq;
import im.proto.sdkws.ClearConversationTips;
import im.rpc.msg.facts.ChatFacts;
import im.rpc.msg.read.OwnedConversations;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.bson.Document;

/// Clears conversations (`reference/pipeline-storage.md` 6.3): everything that was said until now
/// is hidden, from one user or from everybody, and counts as read. What is hidden stays hidden:
/// lower bounds only ever rise.
public final class Clearing {
  private static final String CLEARED = "cleared";
  private static final int SIDE_BY_SIDE = 16;

  private final ChatFacts facts;
  private final Access access;
  private final OwnedConversations owned;
  private final ConversationSequences conversations;
  private final UserSequences users;
  private final Notifier notifier;
  private final Outbox outbox;
  private final conversationBlockingStub rows;

  /// Raises bounds in `users` and in the conversation service.
  public Clearing(
      ChatFacts facts,
      Access access,
      OwnedConversations owned,
      ConversationSequences conversations,
      UserSequences users,
      Notifier notifier,
      Outbox outbox,
      RpcClients rpc) {
    this.facts = facts;
    this.access = access;
    this.owned = owned;
    this.conversations = conversations;
    this.users = users;
    this.notifier = notifier;
    this.outbox = outbox;
    rows = rpc.stub(ServiceName.CONVERSATION, conversationGrpc::newBlockingStub);
  }

  /// Clears those of the named conversations that the user has. Clearing a group for everybody is
  /// its owner's.
  ///
  /// @throws im.common.error.ImException 1002 somebody else's group; nothing is cleared then
  public void clear(ClearConversationsMsgReq request) {
    String userID = request.getUserID();
    Collection<Conversation> found = owned.rows(userID, request.getConversationIDsList()).values();
    if (request.getDeleteSyncOpt().getIsSyncOther()) {
      for (Conversation conversation : found) {
        if (!mayClearForAll(userID, conversation)) {
          throw ErrorCode.NO_PERMISSION.because(
              "userID: %s (expected: the owner of %s)"
                  .formatted(userID, conversation.getGroupID()));
        }
      }
    }
    clear(userID, found, request.getDeleteSyncOpt());
  }

  /// Clears everything the user has; for everybody where he may, else for himself.
  public void clearAll(UserClearAllMsgReq request) {
    String userID = request.getUserID();
    Collection<Conversation> found = owned.rows(userID, owned.chats(userID)).values();
    DeleteSyncOpt asked = request.getDeleteSyncOpt();
    if (!asked.getIsSyncOther()) {
      clear(userID, found, asked);
      return;
    }
    List<Conversation> forAll =
        found.stream().filter(each -> mayClearForAll(userID, each)).toList();
    List<Conversation> forSelf = found.stream().filter(each -> !forAll.contains(each)).toList();
    clear(userID, forAll, asked);
    clear(userID, forSelf, asked.toBuilder().setIsSyncOther(false).build());
  }

  private boolean mayClearForAll(String userID, Conversation conversation) {
    return !Receivers.isGroup(conversation)
        || access.isAdmin()
        || facts
            .findMember(conversation.getGroupID(), userID)
            .filter(GroupRights::isOwner)
            .isPresent();
  }

  private void clear(String userID, Collection<Conversation> found, DeleteSyncOpt sync) {
    if (found.isEmpty()) {
      return;
    }
    Map<String, Long> newest =
        new HashMap<>(
            conversations.maxSeqs(found.stream().map(Conversation::getConversationID).toList()));
    newest.values().removeIf(seq -> seq <= 0);
    List<Cleared> cleared =
        found.stream()
            .map(row ->
                new Cleared(
                    row.getConversationID(),
                    newest.getOrDefault(row.getConversationID(), 0L),
                    Receivers.of(row),
                    Receivers.sessionType(row)))
            .toList();
    Document facts =
        new Document("user", userID)
            .append("all", sync.getIsSyncOther())
            .append("self", sync.getIsSyncSelf())
            .append("cleared", cleared.stream().map(Cleared::toFacts).toList());
    outbox.keep(CLEARED, facts, () -> carryOut(facts, cleared));
  }

  /// What is to be done to a conversation.
  ///
  /// @param seq up to where it is cleared; 0 when nothing was said in it
  /// @param receiver who else hears of it when it is cleared for all
  private record Cleared(String id, long seq, String receiver, int sessionType) {
    Document toFacts() {
      return new Document("id", id)
          .append("seq", seq)
          .append("receiver", receiver)
          .append("session", sessionType);
    }

    static Cleared of(Document facts) {
      return new Cleared(
          facts.getString("id"),
          facts.getLong("seq"),
          facts.getString("receiver"),
          facts.getInteger("session"));
    }

    Cleared upTo(long higher) {
      return new Cleared(id, Math.max(seq, higher), receiver, sessionType);
    }
  }

  private void carryOut(Document facts, List<Cleared> cleared) {
    String userID = facts.getString("user");
    Map<String, Long> newest = new LinkedHashMap<>();
    cleared.stream()
        .filter(each -> each.seq() > 0)
        .forEach(each -> newest.put(each.id(), each.seq()));
    if (facts.getBoolean("all")) {
      Map<String, Long> mins = new HashMap<>();
      newest.forEach((id, seq) -> mins.put(id, seq + 1));
      users.raiseConversationMins(mins);
      cleared.forEach(each -> tellAll(userID, each));
    } else {
      hideFromUser(userID, newest);
      if (facts.getBoolean("self")) {
        tellSelf(userID, cleared);
      }
    }
    read(userID, newest);
  }

  /// How clearings are finished that a process left half done. One that was begun is made whole, up
  /// to where it was meant to go or was taken since.
  public Map<String, Outbox.Recovery> recoveries() {
    return Map.of(CLEARED, this::resume);
  }

  private boolean resume(Document facts) {
    List<Cleared> cleared =
        facts.getList("cleared", Document.class, List.of()).stream().map(Cleared::of).toList();
    List<String> ids = cleared.stream().map(Cleared::id).toList();
    Map<String, Long> mins = new HashMap<>();
    if (facts.getBoolean("all")) {
      mins.putAll(users.conversationMins(ids));
    } else {
      users
          .bounds(facts.getString("user"), ids)
          .forEach((id, bounds) -> mins.put(id, bounds.minSeq()));
    }
    boolean made =
        cleared.stream().allMatch(each -> each.seq() == 0)
            || cleared.stream()
                .anyMatch(each -> each.seq() > 0 && mins.getOrDefault(each.id(), 0L) > each.seq());
    if (made) {
      carryOut(
          facts,
          cleared.stream()
              .map(each -> each.seq() == 0 ? each : each.upTo(mins.getOrDefault(each.id(), 0L) - 1))
              .toList());
    }
    return made;
  }

  /// The conversation service knows one conversation a call and tells the user's devices of each.
  private void hideFromUser(String userID, Map<String, Long> newest) {
    List<Runnable> calls = new ArrayList<>(newest.size());
    newest.forEach((id, seq) ->
        calls.add(() -> {
          users.raiseMin(List.of(userID), id, seq + 1);
          var _ =
              rows.setConversationMinSeq(
                  SetConversationMinSeqReq.newBuilder()
                      .setConversationID(id)
                      .addOwnerUserID(userID)
                      .setMinSeq(seq + 1)
                      .build());
        }));
    RequestContext.runAsAdmin(() -> Together.run(SIDE_BY_SIDE, calls));
  }

  private void read(String userID, Map<String, Long> newest) {
    Map<Position, Long> positions = new HashMap<>();
    newest.forEach((id, seq) -> positions.put(new Position(userID, id), seq));
    users.persistRead(positions);
    List<CompletableFuture<?>> calls = new ArrayList<>(positions.size());
    positions.forEach(
        (position, seq) -> calls.add(users.raiseReadIfThere(position, seq).toCompletableFuture()));
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
  }

  private void tellSelf(String userID, List<Cleared> cleared) {
    ClearConversationTips tips =
        ClearConversationTips.newBuilder()
            .setUserID(userID)
            .addAllConversationIDs(cleared.stream().map(Cleared::id).toList())
            .build();
    notifier.send(
        Notification.of(ContentType.CONVERSATION_CLEARED, userID, userID, tips)
            .sessionType(SessionType.SINGLE)
            .build());
  }

  private void tellAll(String userID, Cleared cleared) {
    ClearConversationTips tips =
        ClearConversationTips.newBuilder()
            .setUserID(userID)
            .addConversationIDs(cleared.id())
            .build();
    notifier.send(
        Notification.of(ContentType.CONVERSATION_CLEARED, userID, cleared.receiver(), tips)
            .sessionType(cleared.sessionType())
            .build());
  }
}
