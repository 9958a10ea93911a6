package im.rpc.conversation;

import im.common.context.Together;
import im.common.message.ConversationIDs;
import im.common.message.SessionType;
import im.proto.conversation.Conversation;
import im.proto.conversation.CreateGroupChatConversationsReq;
import im.proto.conversation.CreateSingleChatConversationsReq;
import im.rpc.conversation.peer.Messages;
import im.rpc.conversation.store.ConversationJournal;
import im.rpc.conversation.store.ConversationStore;
import im.rpc.conversation.store.NewConversation;
import im.rpc.conversation.store.Setting;
import im.rpc.conversation.store.SettingChanges;
import im.rpc.conversation.store.StoredConversation;
import java.util.LinkedHashSet;
import java.util.List;

/// Makes conversations for the first message of a chat or for new members of a group
/// (`reference/business-rules.md` 8.4). Asking again changes nothing, so callers repeat freely.
final class ConversationCreation {
  private final ConversationStore store;
  private final ConversationJournal journal;
  private final Messages messages;

  ConversationCreation(ConversationStore store, ConversationJournal journal, Messages messages) {
    this.store = store;
    this.journal = journal;
    this.messages = messages;
  }

  /// A chat of two gets a row on each side; a notice of a notification account only at the
  /// receiver.
  void single(CreateSingleChatConversationsReq request) {
    String sender = request.getSendID();
    String receiver = request.getRecvID();
    String id = request.getConversationID();
    int type = request.getConversationType();
    Conversation atReceiver = NewConversation.withUser(receiver, id, type, sender);
    // Somebody who writes to himself has one row.
    boolean oneSided = type == SessionType.NOTIFICATION || sender.equals(receiver);
    journal.create(
        oneSided
            ? List.of(atReceiver)
            : List.of(NewConversation.withUser(sender, id, type, receiver), atReceiver));
  }

  /// Every member gets a row, and sees everything again in case he had left before.
  void group(CreateGroupChatConversationsReq request) {
    String conversationID = ConversationIDs.group(request.getGroupID());
    List<String> members = List.copyOf(new LinkedHashSet<>(request.getUserIDsList()));
    if (members.isEmpty()) {
      return;
    }
    List<String> capped =
        store.findForOwners(conversationID, members).stream()
            .map(StoredConversation::value)
            .filter(conversation -> conversation.getMaxSeq() != 0)
            .map(Conversation::getOwnerUserID)
            .toList();
    journal.update(conversationID, capped, SettingChanges.of(Setting.MAX_SEQ, 0L));
    Together.run(
        () ->
            journal.create(
                members.stream()
                    .map(member ->
                        NewConversation.inGroup(member, conversationID, request.getGroupID()))
                    .toList()),
        () -> messages.setMaxSeq(conversationID, members, 0));
  }
}
