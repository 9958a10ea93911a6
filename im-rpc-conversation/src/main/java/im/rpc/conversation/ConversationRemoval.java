package im.rpc.conversation;

import com.google.common.collect.Lists;
import im.common.context.Together;
import im.common.error.ErrorCode;
import im.common.notification.Outbox;
import im.common.sequence.DeletedConversations;
import im.proto.conversation.ClearUserConversationMsgReq;
import im.proto.conversation.Conversation;
import im.proto.conversation.DeleteConversationsReq;
import im.rpc.conversation.peer.Messages;
import im.rpc.conversation.store.ConversationJournal;
import im.rpc.conversation.store.ConversationJournal.Update;
import im.rpc.conversation.store.ConversationStore;
import im.rpc.conversation.store.Setting;
import im.rpc.conversation.store.SettingChanges;
import im.rpc.conversation.store.StoredConversation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/// Removes conversations, and messages that destroy themselves (`reference/business-rules.md` 8.2,
/// 8.6).
final class ConversationRemoval {
  private static final String DELETED = "deleted";
  private static final String DESTROYED = "destroyed";
  private static final int AT_ONCE = 10;
  // An answer holds so many, unless they are unusually long.
  private static final int MESSAGES_AT_ONCE = 200;

  private final ConversationStore store;
  private final ConversationJournal journal;
  private final ConversationNotices notices;
  private final Messages messages;
  private final DeletedConversations deleted;
  private final Outbox outbox;
  private final Clock clock;

  ConversationRemoval(
      ConversationStore store,
      ConversationJournal journal,
      ConversationNotices notices,
      Messages messages,
      DeletedConversations deleted,
      Outbox outbox,
      Clock clock) {
    this.store = store;
    this.journal = journal;
    this.notices = notices;
    this.messages = messages;
    this.deleted = deleted;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// How removals are finished that a process left half done.
  Map<String, Outbox.Recovery> recoveries() {
    return Map.of(DELETED, this::resume, DESTROYED, this::resumeDestroyed);
  }

  /// Removes the listed conversations of the owner, or those whose last message is older than some
  /// days. Messages and seqs stay; the next message makes the conversation again.
  void delete(DeleteConversationsReq request) {
    String owner = request.getOwnerUserID();
    if (owner.isEmpty()) {
      throw ErrorCode.ARGS.because("ownerUserID: empty (expected: an id)");
    }
    long days = request.getNeedDeleteTime();
    boolean byAge = days != 0;
    boolean byID = request.getConversationIDsCount() > 0;
    if (days < 0 || byAge == byID) {
      throw ErrorCode.ARGS.because(
          "needDeleteTime: %d, conversationIDs: %d ids (expected: days, or ids, not both)"
              .formatted(days, request.getConversationIDsCount()));
    }
    List<String> ids =
        byID
            ? List.copyOf(new LinkedHashSet<>(request.getConversationIDsList()))
            : silentSince(owner, days);
    if (ids.isEmpty()) {
      return;
    }
    outbox.keep(
        DELETED,
        new Document("owner", owner).append("ids", ids).append("owned", owned(owner, ids)),
        () -> {
          // Once more: a message may just have given one back.
          List<String> owned = owned(owner, ids);
          journal.delete(owner, ids);
          deleted.note(owner, owned);
        });
  }

  /// Who names what he never had shall not fill Redis with it.
  private List<String> owned(String owner, Collection<String> ids) {
    return store.find(owner, ids).stream().map(row -> row.value().getConversationID()).toList();
  }

  private boolean resume(Document facts) {
    String owner = facts.getString("owner");
    Set<String> gone = new LinkedHashSet<>(facts.getList("ids", String.class, List.of()));
    store.find(owner, gone).forEach(row -> gone.remove(row.value().getConversationID()));
    if (gone.isEmpty()) {
      return false;
    }
    journal.delete(owner, List.copyOf(gone));
    gone.retainAll(facts.getList("owned", String.class, List.copyOf(gone)));
    deleted.note(owner, gone);
    return true;
  }

  /// Hides what is due in up to `limit` conversations, some at a time, and returns how many were
  /// looked at. A conversation that was looked at is not due again before its period has passed,
  /// also when the call fails at a later one.
  int destructMessages(ClearUserConversationMsgReq request) {
    long timestamp = request.getTimestamp();
    List<StoredConversation> due = store.dueForDestruction(timestamp, request.getLimit());
    for (List<StoredConversation> some : Lists.partition(due, AT_ONCE)) {
      destruct(Together.map(AT_ONCE, some, row -> due(row.value(), timestamp)), timestamp);
    }
    return due.size();
  }

  private void destruct(List<Due> due, long timestamp) {
    outbox.keep(
        DESTROYED,
        new Document("time", timestamp).append("due", due.stream().map(Due::toFacts).toList()),
        () -> hide(due, timestamp));
  }

  /// What is to be hidden.
  ///
  /// @param seq up to where; 0 when nothing is
  private record Due(String owner, String id, long seq) {
    Document toFacts() {
      return new Document("owner", owner).append("id", id);
    }
  }

  private Due due(Conversation conversation, long timestamp) {
    String id = conversation.getConversationID();
    long before = timestamp - Duration.ofSeconds(conversation.getMsgDestructTime()).toMillis();
    return new Due(conversation.getOwnerUserID(), id, messages.lastSeqUntil(id, before));
  }

  private void hide(List<Due> due, long timestamp) {
    Together.run(
        AT_ONCE,
        due.stream()
            .filter(each -> each.seq() > 0)
            .<Runnable>map(
                each -> () -> messages.setMinSeq(each.id(), List.of(each.owner()), each.seq() + 1))
            .toList());
    SettingChanges looked = SettingChanges.of(Setting.LATEST_MSG_DESTRUCT_TIME, timestamp);
    journal.update(
        due.stream()
            .map(each ->
                new Update(
                    each.owner(),
                    each.id(),
                    each.seq() > 0 ? looked.and(Setting.MIN_SEQ, each.seq() + 1) : looked))
            .toList());
    due.forEach(each -> notices.changed(List.of(each.owner()), each.id()));
  }

  /// The rows are the last that is written; where one is not, the next round does everything.
  private boolean resumeDestroyed(Document facts) {
    long timestamp = facts.getLong("time");
    boolean made = false;
    for (Document due : facts.getList("due", Document.class, List.of())) {
      String owner = due.getString("owner");
      String id = due.getString("id");
      boolean hidden =
          store
              .find(owner, id)
              .filter(row -> row.value().getLatestMsgDestructTime() == timestamp)
              .isPresent();
      if (hidden) {
        journal.logAgain(id, List.of(owner));
        notices.changed(List.of(owner), id);
        made = true;
      }
    }
    return made;
  }

  /// Conversations without any message are kept.
  private List<String> silentSince(String owner, long days) {
    Instant limit = oldest(days);
    List<String> silent = new ArrayList<>();
    for (List<String> some : Lists.partition(store.ids(owner), MESSAGES_AT_ONCE)) {
      messages
          .lastMessages(owner, some)
          .forEach((id, last) -> {
            long sent = last.getSendTime();
            if (sent > 0 && Instant.ofEpochMilli(sent).isBefore(limit)) {
              silent.add(id);
            }
          });
    }
    return silent;
  }

  private Instant oldest(long days) {
    // More days than the epoch has hold every message that was ever sent.
    return days > Duration.ofMillis(clock.millis()).toDays()
        ? Instant.EPOCH
        : clock.instant().minus(Duration.ofDays(days));
  }
}
