package im.rpc.conversation.store;

import static im.rpc.conversation.store.ConversationDocuments.ID;
import static im.rpc.conversation.store.ConversationDocuments.OWNER;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import im.common.mongo.Inserts;
import im.common.mongo.Mongo;
import im.common.sync.VersionLog;
import im.common.sync.VersionLog.Change;
import im.common.sync.VersionState;
import im.proto.conversation.Conversation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;

/// Changes conversations. Each change is made in the order row, version log, caches: a client that
/// hears of the new version finds the change, and nobody reads a stale copy afterwards.
public final class ConversationJournal {
  private static final BulkWriteOptions ANY_ORDER = new BulkWriteOptions().ordered(false);

  private final MongoCollection<Document> rows;
  private final VersionLog versions;
  private final ConversationCaches caches;
  private final Clock clock;

  /// Writes to `mongo`, logs in `versions`.
  public ConversationJournal(
      Mongo mongo, VersionLog versions, ConversationCaches caches, Clock clock) {
    rows = mongo.collection(ConversationStore.COLLECTION);
    this.versions = versions;
    this.caches = caches;
    this.clock = clock;
  }

  /// Makes one conversation for several owners and returns those who had none before: only their
  /// version steps. Rows that exist stay as they are, but are dropped from the caches: perhaps they
  /// were made by a process that died before it could do so, and this is the repetition.
  public List<String> create(List<Conversation> conversations) {
    if (conversations.isEmpty()) {
      return List.of();
    }
    Date now = Date.from(clock.instant());
    List<Document> documents =
        conversations.stream().map(c -> ConversationDocuments.write(c, now)).toList();
    Set<Integer> existing = Inserts.skipExisting(rows, documents);
    List<String> owners = new ArrayList<>(conversations.size());
    for (int i = 0; i < conversations.size(); i++) {
      if (!existing.contains(i)) {
        owners.add(conversations.get(i).getOwnerUserID());
      }
    }
    String conversationID = conversations.getFirst().getConversationID();
    if (!owners.isEmpty()) {
      versions.appendEach(owners, VersionState.INSERT, List.of(conversationID));
    }
    caches.madeFor(
        conversations.stream().map(Conversation::getOwnerUserID).toList(), conversationID);
    return owners;
  }

  /// Changes settings of a conversation for some owners; one version step for each of them.
  public void update(
      String conversationID, Collection<String> ownerUserIDs, SettingChanges changes) {
    if (ownerUserIDs.isEmpty() || changes.isEmpty()) {
      return;
    }
    Document update = new Document("$set", changes.toSet());
    if (ownerUserIDs.size() == 1) {
      rows.updateOne(
          ConversationDocuments.key(ownerUserIDs.iterator().next(), conversationID), update);
    } else {
      rows.updateMany(
          new Document(ID, conversationID)
              .append(OWNER, new Document("$in", List.copyOf(ownerUserIDs))),
          update);
    }
    versions.appendEach(ownerUserIDs, VersionState.UPDATE, List.of(conversationID));
    caches.settingsChanged(ownerUserIDs, conversationID, changes.has(Setting.RECV_MSG_OPT));
  }

  /// New settings of one conversation of one owner.
  public record Update(String ownerUserID, String conversationID, SettingChanges changes) {}

  /// Changes settings of several conversations, none of which is there twice, in a few writes; one
  /// version step for each owner. The option of receiving is not among the settings.
  public void update(List<Update> updates) {
    if (updates.isEmpty()) {
      return;
    }
    List<UpdateOneModel<Document>> writes = new ArrayList<>(updates.size());
    Map<String, List<String>> changed = new LinkedHashMap<>();
    for (Update update : updates) {
      writes.add(
          new UpdateOneModel<>(
              ConversationDocuments.key(update.ownerUserID(), update.conversationID()),
              new Document("$set", update.changes().toSet())));
      changed
          .computeIfAbsent(update.ownerUserID(), _ -> new ArrayList<>())
          .add(update.conversationID());
    }
    rows.bulkWrite(writes, ANY_ORDER);
    Map<String, Change> steps = new LinkedHashMap<>();
    changed.forEach((owner, ids) -> steps.put(owner, new Change(VersionState.UPDATE, ids)));
    versions.appendEach(steps);
    caches.settingsChanged(changed);
  }

  /// Writes a whole conversation, whether or not the owner has it.
  public void put(Conversation conversation) {
    String owner = conversation.getOwnerUserID();
    String conversationID = conversation.getConversationID();
    if (!create(List.of(conversation)).isEmpty()) {
      return;
    }
    Document fields = ConversationDocuments.write(conversation, Date.from(clock.instant()));
    fields.remove("create_time");
    rows.updateOne(ConversationDocuments.key(owner, conversationID), new Document("$set", fields));
    versions.append(owner, VersionState.UPDATE, List.of(conversationID));
    caches.settingsChanged(List.of(owner), conversationID, true);
  }

  /// Removes conversations of one owner; one version step for each id, known or not.
  public void delete(String ownerUserID, List<String> conversationIDs) {
    if (conversationIDs.isEmpty()) {
      return;
    }
    rows.deleteMany(
        new Document(OWNER, ownerUserID).append(ID, new Document("$in", conversationIDs)));
    versions.appendSteps(
        ownerUserID,
        conversationIDs.stream().map(id -> new Change(VersionState.DELETE, List.of(id))).toList());
    caches.listChanged(ownerUserID, conversationIDs);
  }

  /// Makes version steps and publication once more, for a change of some owners' rows that may have
  /// ended before them.
  public void logAgain(String conversationID, Collection<String> ownerUserIDs) {
    if (!ownerUserIDs.isEmpty()) {
      versions.appendEach(ownerUserIDs, VersionState.UPDATE, List.of(conversationID));
      caches.madeFor(ownerUserIDs, conversationID);
    }
  }
}
