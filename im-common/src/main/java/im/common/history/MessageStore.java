package im.common.history;

import static im.common.mongo.DocumentFields.text;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.WriteModel;
import im.common.history.StoredMessage.Revoke;
import im.common.mongo.Mongo;
import im.common.sequence.MessageKey;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// The collection `msg`. Writing a message sets exactly its slot: repeating it changes nothing, and
/// whatever was done to the message before it was stored stays: a revocation, a deletion, a mark.
/// Only a message that was erased before it came here has to be erased once more:
/// [MessageHistory#insert].
public final class MessageStore {
  private static final int ATTEMPTS = 3;
  private static final Document EVERYTHING = new Document();
  private static final Document SENDERS =
      new Document("doc_id", 1).append("msgs.msg.send_id", 1).append("msgs.is_read", 1);
  private static final Document KEYS =
      new Document("doc_id", 1).append("msgs.msg.send_id", 1).append("msgs.msg.client_msg_id", 1);
  private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

  private final MongoCollection<Document> documents;
  private final DocumentMaker maker;

  /// Uses the collection of `mongo`.
  public MessageStore(Mongo mongo) {
    documents = mongo.collection("msg");
    maker = new DocumentMaker(documents);
  }

  /// Stores messages of any conversations in one bulk write (two when a document is new).
  /// `messages` maps a conversation to its messages, which carry their seq.
  public void insert(Map<String, List<MsgData>> messages) {
    Map<String, Map<Integer, Document>> slots = new LinkedHashMap<>();
    messages.forEach((conversationID, list) -> {
      for (MsgData message : list) {
        SlotAddress address = SlotAddress.of(conversationID, message.getSeq());
        slots
            .computeIfAbsent(address.docID(), _ -> new TreeMap<>())
            .put(address.slot(), MessageDocuments.of(message));
      }
    });
    Map<String, Document> updates = new LinkedHashMap<>();
    slots.forEach((docID, stored) -> {
      Document set = new Document();
      stored.forEach((slot, message) -> set.append("msgs." + slot + ".msg", message));
      updates.put(docID, new Document("$set", set));
    });
    update(updates);
  }

  /// The slots of `refs`, one query; those whose document is missing are absent.
  public Map<MessageRef, StoredMessage> find(Collection<MessageRef> refs) {
    Map<MessageRef, StoredMessage> result = new HashMap<>();
    forEachSlot(refs, EVERYTHING, (ref, slot) -> result.put(ref, MessageDocuments.slot(slot)));
    return result;
  }

  /// Those of `refs` whose message is stored, is not marked as read, and was sent by somebody else
  /// than `readerID`; one query, which reads no contents.
  Set<MessageRef> unread(Collection<MessageRef> refs, String readerID) {
    Set<MessageRef> unread = new HashSet<>();
    forEachSlot(
        refs,
        SENDERS,
        (ref, slot) -> {
          if (MessageDocuments.isUnread(slot, readerID)) {
            unread.add(ref);
          }
        });
    return unread;
  }

  /// The keys of those of `refs` whose message is stored; one query, which reads no contents.
  Map<MessageRef, MessageKey> keys(Collection<MessageRef> refs) {
    Map<MessageRef, MessageKey> keys = new HashMap<>();
    forEachSlot(
        refs,
        KEYS,
        (ref, slot) -> {
          Document message = slot == null ? null : slot.get("msg", Document.class);
          if (message != null) {
            keys.put(ref, new MessageKey(text(message, "send_id"), text(message, "client_msg_id")));
          }
        });
    return keys;
  }

  private void forEachSlot(
      Collection<MessageRef> refs,
      Document projection,
      BiConsumer<MessageRef, @Nullable Document> each) {
    Map<String, List<MessageRef>> byDocument = new HashMap<>();
    for (MessageRef ref : refs) {
      byDocument.computeIfAbsent(SlotAddress.of(ref).docID(), _ -> new ArrayList<>()).add(ref);
    }
    if (byDocument.isEmpty()) {
      return;
    }
    for (Document document : documents.find(byID(byDocument.keySet())).projection(projection)) {
      List<@Nullable Document> slots = document.getList("msgs", Document.class);
      for (MessageRef ref : byDocument.getOrDefault(document.getString("doc_id"), List.of())) {
        int slot = SlotAddress.of(ref).slot();
        if (slots != null && slot < slots.size()) {
          each.accept(ref, slots.get(slot));
        }
      }
    }
  }

  /// Marks the messages under `seqs` as read by their receiver, in one bulk write. Marking a
  /// message before it is stored is not lost.
  public void markRead(String conversationID, Collection<Long> seqs) {
    Map<String, Document> updates = new LinkedHashMap<>();
    byDocument(conversationID, seqs)
        .forEach((docID, slots) -> {
          Document set = new Document();
          slots.forEach(slot -> set.append("msgs." + slot + ".is_read", true));
          updates.put(docID, new Document("$set", set));
        });
    update(updates);
  }

  /// Takes a message back, once.
  ///
  /// @return false when somebody did before
  public boolean revoke(String conversationID, long seq, Revoke revoke) {
    SlotAddress address = SlotAddress.of(conversationID, seq);
    String field = "msgs." + address.slot() + ".revoke";
    maker.ensure(Set.of(address.docID()));
    Document value =
        new Document("role", revoke.role())
            .append("user_id", revoke.userID())
            .append("nickname", revoke.nickname())
            .append("time", revoke.timeMs());
    return documents
            .updateOne(
                new Document("doc_id", address.docID()).append(field, null),
                new Document("$set", new Document(field, value)))
            .getMatchedCount()
        == 1;
  }

  /// Deletes messages for one user, in one bulk write.
  public void deleteFor(String userID, String conversationID, Collection<Long> seqs) {
    Map<String, Document> updates = new LinkedHashMap<>();
    List<WriteModel<Document>> lists = new ArrayList<>();
    byDocument(conversationID, seqs)
        .forEach((docID, slots) -> {
          Document add = new Document();
          for (int slot : slots) {
            String field = "msgs." + slot + ".del_list";
            add.append(field, userID);
            // Some writers leave null where a list is due, which no user can be added to.
            lists.add(
                new UpdateOneModel<>(
                    new Document("doc_id", docID).append(field, new Document("$type", "null")),
                    new Document("$set", new Document(field, List.of()))));
          }
          updates.put(docID, new Document("$addToSet", add));
        });
    if (!lists.isEmpty()) {
      documents.bulkWrite(lists, UNORDERED);
    }
    update(updates);
  }

  /// Erases messages for everybody, in one bulk write.
  public void erase(String conversationID, Collection<Long> seqs) {
    Map<String, Document> updates = new LinkedHashMap<>();
    byDocument(conversationID, seqs)
        .forEach((docID, slots) -> {
          Document set = new Document();
          slots.forEach(slot -> set.append("msgs." + slot, new Document("msg", null)));
          updates.put(docID, new Document("$set", set));
        });
    update(updates);
  }

  /// Applies one update to each document, by id; makes the documents that are missing.
  private void update(Map<String, Document> updates) {
    for (int attempt = 1; !updates.isEmpty(); attempt++) {
      maker.ensure(updates.keySet());
      List<WriteModel<Document>> writes = new ArrayList<>(updates.size());
      updates.forEach((docID, update) ->
          writes.add(new UpdateOneModel<>(new Document("doc_id", docID), update)));
      int matched = documents.bulkWrite(writes, UNORDERED).getMatchedCount();
      if (matched == writes.size()) {
        return;
      }
      if (attempt == ATTEMPTS) {
        throw new IllegalStateException(
            "msg: " + matched + " documents found (expected: " + writes.size() + ")");
      }
      maker.forget(updates.keySet());
    }
  }

  private static Map<String, Set<Integer>> byDocument(
      String conversationID, Collection<Long> seqs) {
    Map<String, Set<Integer>> slots = new LinkedHashMap<>();
    for (long seq : seqs) {
      SlotAddress address = SlotAddress.of(conversationID, seq);
      slots.computeIfAbsent(address.docID(), _ -> new TreeSet<>()).add(address.slot());
    }
    return slots;
  }

  static Document byID(Collection<String> docIDs) {
    return docIDs.size() == 1
        ? new Document("doc_id", docIDs.iterator().next())
        : new Document("doc_id", new Document("$in", List.copyOf(docIDs)));
  }
}
