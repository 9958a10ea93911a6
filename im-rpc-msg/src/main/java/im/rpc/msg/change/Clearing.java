package im.rpc.msg.change;

import im.common.access.Access;
import im.common.context.RequestContext;
import im.common.error.ErrorCode;
import im.common.message.ContentType;
import im.common.message.SessionType;
import im.common.notification.Notification;
import im.common.notification.Notifier;
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
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Clears conversations (`reference/pipeline-storage.md` 6.3): everything that was said until now
/// is hidden, from one user or from everybody, and counts as read. What is hidden stays hidden:
/// lower bounds only ever rise.
public final class Clearing {
  private static final int SIDE_BY_SIDE = 16;

  private final ChatFacts facts;
  private final Access access;
  private final OwnedConversations owned;
  private final ConversationSequences conversations;
  private final UserSequences users;
  private final Notifier notifier;
  private final conversationBlockingStub rows;

  /// Raises bounds in `users` and in the conversation service.
  public Clearing(
      ChatFacts facts,
      Access access,
      OwnedConversations owned,
      ConversationSequences conversations,
      UserSequences users,
      Notifier notifier,
      RpcClients rpc) {
    this.facts = facts;
    this.access = access;
    this.owned = owned;
    this.conversations = conversations;
    this.users = users;
    this.notifier = notifier;
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
    if (sync.getIsSyncOther()) {
      Map<String, Long> mins = new HashMap<>();
      newest.forEach((id, seq) -> mins.put(id, seq + 1));
      users.raiseConversationMins(mins);
      found.forEach(conversation -> tellAll(userID, conversation));
    } else {
      hideFromUser(userID, newest);
      if (sync.getIsSyncSelf()) {
        tellSelf(userID, found);
      }
    }
    read(userID, newest);
  }

  /// The conversation service knows one conversation a call and tells the user's devices of each.
  private void hideFromUser(String userID, Map<String, Long> newest) {
    RequestContext context = RequestContext.current().asAdmin();
    List<Callable<Boolean>> calls = new ArrayList<>(newest.size());
    newest.forEach((id, seq) ->
        calls.add(() ->
            context.call(() -> {
              users.raiseMin(List.of(userID), id, seq + 1);
              var _ =
                  rows.setConversationMinSeq(
                      SetConversationMinSeqReq.newBuilder()
                          .setConversationID(id)
                          .addOwnerUserID(userID)
                          .setMinSeq(seq + 1)
                          .build());
              return true;
            })));
    try (ExecutorService threads =
        Executors.newFixedThreadPool(SIDE_BY_SIDE, Thread.ofVirtual().factory())) {
      for (Future<Boolean> call : threads.invokeAll(calls)) {
        call.get();
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause
          ? cause
          : new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while clearing", e);
    }
  }

  private void read(String userID, Map<String, Long> newest) {
    Map<Position, Long> positions = new HashMap<>();
    newest.forEach((id, seq) -> positions.put(new Position(userID, id), seq));
    users.persistRead(positions);
    List<CompletableFuture<?>> calls = new ArrayList<>(positions.size());
    positions.forEach(
        (position, seq) -> calls.add(users.raiseRead(position, seq).toCompletableFuture()));
    CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)).join();
  }

  private void tellSelf(String userID, Collection<Conversation> found) {
    ClearConversationTips tips =
        ClearConversationTips.newBuilder()
            .setUserID(userID)
            .addAllConversationIDs(found.stream().map(Conversation::getConversationID).toList())
            .build();
    notifier.send(
        Notification.of(ContentType.CONVERSATION_CLEARED, userID, userID, tips)
            .sessionType(SessionType.SINGLE)
            .build());
  }

  private void tellAll(String userID, Conversation conversation) {
    ClearConversationTips tips =
        ClearConversationTips.newBuilder()
            .setUserID(userID)
            .addConversationIDs(conversation.getConversationID())
            .build();
    notifier.send(
        Notification.of(ContentType.CONVERSATION_CLEARED, userID, Receivers.of(conversation), tips)
            .sessionType(Receivers.sessionType(conversation))
            .build());
  }
}
