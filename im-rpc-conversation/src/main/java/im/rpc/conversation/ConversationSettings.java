package im.rpc.conversation;

import static im.common.mongo.DocumentFields.NEVER;

import com.google.common.collect.Lists;
import im.common.access.Access;
import im.common.context.Together;
import im.common.error.ErrorCode;
import im.common.message.GroupStatus;
import im.common.message.ReceiveOption;
import im.common.message.SessionType;
import im.common.notification.Outbox;
import im.common.profile.UserProfiles;
import im.proto.conversation.Conversation;
import im.proto.conversation.ConversationReq;
import im.proto.conversation.SetConversationMaxSeqReq;
import im.proto.conversation.SetConversationMinSeqReq;
import im.proto.conversation.SetConversationsReq;
import im.proto.conversation.UpdateConversationReq;
import im.proto.conversation.UpdateConversationsByUserReq;
import im.proto.sdkws.GroupInfo;
import im.rpc.conversation.peer.Groups;
import im.rpc.conversation.peer.Messages;
import im.rpc.conversation.store.ConversationJournal;
import im.rpc.conversation.store.ConversationJournal.Update;
import im.rpc.conversation.store.ConversationStore;
import im.rpc.conversation.store.NewConversation;
import im.rpc.conversation.store.Setting;
import im.rpc.conversation.store.SettingChanges;
import im.rpc.conversation.store.StoredConversation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/// Changes of settings by users and by other services (`reference/business-rules.md` 8.2, 8.3).
final class ConversationSettings {
  private static final int ROWS_AT_ONCE = 500;
  private static final String SET = "set";

  private final ConversationStore store;
  private final ConversationJournal journal;
  private final ConversationNotices notices;
  private final Messages messages;
  private final UserProfiles users;
  private final Groups groups;
  private final ConversationClaims claims;
  private final Access access;
  private final Outbox outbox;

  ConversationSettings(
      ConversationStore store,
      ConversationJournal journal,
      ConversationNotices notices,
      Messages messages,
      UserProfiles users,
      Groups groups,
      Access access,
      Outbox outbox) {
    this.store = store;
    this.journal = journal;
    this.notices = notices;
    this.messages = messages;
    this.users = users;
    this.groups = groups;
    claims = new ConversationClaims(groups, access);
    this.access = access;
    this.outbox = outbox;
  }

  /// How changes are finished that a process left half done: what is stored is told, whether or not
  /// it is what the change wanted, for the notices name the conversation only.
  Map<String, Outbox.Recovery> recoveries() {
    return Map.of(SET, this::resume);
  }

  private boolean resume(Document facts) {
    String conversationID = facts.getString("conversation");
    String peer = facts.getString("peer");
    Set<String> owners = new LinkedHashSet<>(facts.getList("owners", String.class, List.of()));
    Set<String> concerned = new LinkedHashSet<>(owners);
    if (peer != null) {
      concerned.add(peer);
    }
    Map<String, Conversation> rows = new LinkedHashMap<>();
    store
        .findForOwners(conversationID, concerned)
        .forEach(row -> rows.put(row.value().getOwnerUserID(), row.value()));
    journal.logAgain(conversationID, rows.keySet());
    List<String> told = owners.stream().filter(rows::containsKey).toList();
    notices.changed(told, conversationID);
    if (peer != null) {
      Boolean isPrivate = facts.getBoolean("private");
      for (String owner : told) {
        Conversation row = rows.get(owner);
        if (row != null && isPrivate.equals(row.getIsPrivateChat())) {
          notices.setPrivate(owner, peer, conversationID, isPrivate);
        }
      }
    }
    return !rows.isEmpty();
  }

  private static Document facts(String conversationID, Collection<String> owners) {
    return new Document("conversation", conversationID).append("owners", List.copyOf(owners));
  }

  /// Sets what is given for each owner, who need not have the conversation yet. Owners for whom
  /// nothing changes are neither versioned nor told.
  void set(SetConversationsReq request) {
    request.getUserIDsList().forEach(access::requireSelf);
    ConversationReq wanted = request.getConversation();
    Set<String> owners = new LinkedHashSet<>(request.getUserIDsList());
    requireSane(wanted, owners);
    requireGroup(wanted);

    SettingChanges changes = SettingChanges.of(wanted);
    boolean setsPrivacy =
        wanted.hasIsPrivateChat() && wanted.getConversationType() != SessionType.GROUP;
    Document facts = facts(wanted.getConversationID(), owners);
    if (setsPrivacy) {
      facts.append("peer", wanted.getUserID());
      facts.append("private", wanted.getIsPrivateChat().getValue());
    }
    outbox.keep(
        SET,
        facts,
        () -> {
          List<String> changed = apply(wanted, owners, changes);
          notices.changed(changed, wanted.getConversationID());
          if (setsPrivacy) {
            owners.forEach(owner -> setPrivate(wanted, owner));
          }
        });
  }

  /// Overwrites a whole conversation, made if it is missing.
  void put(Conversation conversation) {
    List<String> owner = List.of(conversation.getOwnerUserID());
    access.requireSelf(conversation.getOwnerUserID());
    outbox.keep(
        SET,
        facts(conversation.getConversationID(), owner),
        () -> {
          journal.put(
              conversation.toBuilder()
                  .setLatestMsgDestructTime(
                      conversation.getLatestMsgDestructTime() == 0
                          ? NEVER
                          : conversation.getLatestMsgDestructTime())
                  .build());
          notices.changed(owner, conversation.getConversationID());
        });
  }

  /// Sets what is given where the conversation exists, without telling anybody.
  void update(UpdateConversationReq request) {
    request.getUserIDsList().forEach(access::requireSelf);
    journal.update(
        request.getConversationID(),
        new LinkedHashSet<>(request.getUserIDsList()),
        SettingChanges.of(request));
  }

  /// Sets `ex` of every conversation that others have with the user.
  void updateWithPeer(UpdateConversationsByUserReq request) {
    if (!request.hasEx()) {
      return;
    }
    SettingChanges changes = SettingChanges.of(Setting.EX, request.getEx().getValue());
    for (List<StoredConversation> some :
        Lists.partition(store.withPeer(request.getUserID()), ROWS_AT_ONCE)) {
      journal.update(
          some.stream()
              .map(StoredConversation::value)
              .map(row -> new Update(row.getOwnerUserID(), row.getConversationID(), changes))
              .toList());
    }
  }

  /// Hides from the owners what comes after the seq; 0 hides nothing.
  void setMaxSeq(SetConversationMaxSeqReq request) {
    List<String> owners = List.copyOf(new LinkedHashSet<>(request.getOwnerUserIDList()));
    String conversationID = request.getConversationID();
    set(
        conversationID,
        owners,
        SettingChanges.of(Setting.MAX_SEQ, request.getMaxSeq()),
        () -> messages.setMaxSeq(conversationID, owners, request.getMaxSeq()));
  }

  /// Hides from the owners what comes before the seq.
  void setMinSeq(SetConversationMinSeqReq request) {
    List<String> owners = List.copyOf(new LinkedHashSet<>(request.getOwnerUserIDList()));
    String conversationID = request.getConversationID();
    set(
        conversationID,
        owners,
        SettingChanges.of(Setting.MIN_SEQ, request.getMinSeq()),
        () -> messages.setMinSeq(conversationID, owners, request.getMinSeq()));
  }

  private void set(
      String conversationID, List<String> owners, SettingChanges changes, Runnable atMessages) {
    outbox.keep(
        SET,
        facts(conversationID, owners),
        () -> {
          Together.run(() -> journal.update(conversationID, owners, changes), atMessages);
          notices.changed(owners, conversationID);
        });
  }

  /// Writes the rows that would change and returns their owners.
  private List<String> apply(ConversationReq wanted, Set<String> owners, SettingChanges changes) {
    Map<String, Conversation> existing = new HashMap<>();
    store
        .findForOwners(wanted.getConversationID(), owners)
        .forEach(row -> existing.put(row.value().getOwnerUserID(), row.value()));
    List<String> differing =
        owners.stream()
            .filter(existing::containsKey)
            .filter(owner -> differs(existing, owner, changes))
            .toList();
    List<String> missing = owners.stream().filter(owner -> !existing.containsKey(owner)).toList();
    requireKnown(missing);
    claims.requireTheirs(wanted, missing);

    journal.update(wanted.getConversationID(), differing, changes);
    List<String> created =
        journal.create(
            missing.stream().map(owner -> changes.applyTo(newRow(wanted, owner))).toList());
    // A message may have made the row in between: then it is there, without the settings.
    List<String> overtaken = missing.stream().filter(owner -> !created.contains(owner)).toList();
    journal.update(wanted.getConversationID(), overtaken, changes);

    List<String> changed = new ArrayList<>(differing);
    changed.addAll(missing);
    return changed;
  }

  private static boolean differs(
      Map<String, Conversation> existing, String owner, SettingChanges changes) {
    Conversation row = existing.get(owner);
    return row != null && changes.wouldChange(row);
  }

  /// Burn after reading concerns both sides: both rows follow, made where they are missing.
  private void setPrivate(ConversationReq wanted, String owner) {
    boolean isPrivate = wanted.getIsPrivateChat().getValue();
    String peer = wanted.getUserID();
    String id = wanted.getConversationID();
    int type = wanted.getConversationType();
    SettingChanges changes = SettingChanges.of(Setting.IS_PRIVATE_CHAT, isPrivate);
    Map<String, String> peerOf = new HashMap<>();
    peerOf.put(owner, peer);
    peerOf.put(peer, owner);
    List<String> created =
        journal.create(
            peerOf.entrySet().stream()
                .map(side -> NewConversation.withUser(side.getKey(), id, type, side.getValue()))
                .map(changes::applyTo)
                .toList());
    journal.update(
        id, peerOf.keySet().stream().filter(side -> !created.contains(side)).toList(), changes);
    notices.setPrivate(owner, peer, id, isPrivate);
  }

  private static Conversation newRow(ConversationReq wanted, String owner) {
    Conversation made =
        NewConversation.withUser(
            owner, wanted.getConversationID(), wanted.getConversationType(), wanted.getUserID());
    return made.toBuilder().setGroupID(wanted.getGroupID()).build();
  }

  private void requireSane(ConversationReq wanted, Set<String> owners) {
    require(!wanted.getConversationID().isEmpty(), "conversationID", "empty", "an id");
    SettingChanges changes = SettingChanges.of(wanted);
    requireWithin(changes, Setting.RECV_MSG_OPT, ReceiveOption.MAX);
    requireWithin(changes, Setting.BURN_DURATION, Integer.MAX_VALUE);
    requireWithin(changes, Setting.MSG_DESTRUCT_TIME, ConversationStore.MAX_DESTRUCT_TIME);
    requireWithin(changes, Setting.GROUP_AT_TYPE, Integer.MAX_VALUE);
    // Whoever sets the privacy of a chat of two writes into the other's row: it has to be theirs.
    if (wanted.hasIsPrivateChat() && wanted.getConversationType() != SessionType.GROUP) {
      for (String owner : owners) {
        require(
            claims.isPair(wanted, owner),
            "conversationID",
            wanted.getConversationID(),
            "the conversation of " + owner + " and " + wanted.getUserID());
      }
    }
  }

  private static void requireWithin(SettingChanges changes, Setting setting, long max) {
    Long value = changes.number(setting);
    require(
        value == null || (value >= 0 && value <= max),
        setting.wireName(),
        String.valueOf(value),
        "0 to " + max);
  }

  private static void require(boolean holds, String field, String value, String expected) {
    if (!holds) {
      throw ErrorCode.ARGS.because(field + ": " + value + " (expected: " + expected + ")");
    }
  }

  /// An app admin can name anybody; a conversation is only made for users that exist.
  private void requireKnown(List<String> owners) {
    if (owners.isEmpty() || !access.isAdmin()) {
      return;
    }
    Set<String> known = users.of(owners).keySet();
    for (String owner : owners) {
      if (!known.contains(owner)) {
        throw ErrorCode.RECORD_NOT_FOUND.because("userID: " + owner + " (expected: a user)");
      }
    }
  }

  private void requireGroup(ConversationReq wanted) {
    if (wanted.getConversationType() != SessionType.WRITE_GROUP) {
      return;
    }
    GroupInfo group = groups.infos(List.of(wanted.getGroupID())).get(wanted.getGroupID());
    if (group == null) {
      throw ErrorCode.RECORD_NOT_FOUND.because(
          "groupID: " + wanted.getGroupID() + " (expected: a group)");
    }
    if (group.getStatus() == GroupStatus.DISMISSED) {
      throw ErrorCode.DISMISSED_ALREADY.because(
          "groupID: " + wanted.getGroupID() + " (expected: a group that is not dismissed)");
    }
  }
}
