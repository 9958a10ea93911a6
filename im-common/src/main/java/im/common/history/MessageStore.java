package im.common.history;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import im.common.mongo.Mongo;
import im.proto.sdkws.MsgData;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// The collection `msg`. Writing a message sets exactly its slot: repeating it changes nothing, and
/// a revocation or deletion that came first stays.
public final class MessageStore {
  private static final int DUPLICATE_KEY = 11000;
  private static final int KNOWN_DOCUMENTS = 50_000;

  private final MongoCollection<Document> documents;
  private final Cache<String, Boolean> known =
      Caffeine.newBuilder().maximumSize(KNOWN_DOCUMENTS).build();

  /// Uses the collection of `mongo`.
  public MessageStore(Mongo mongo) {
    documents = mongo.collection("msg");
  }

  /// Stores messages of any conversations in one bulk write (two when a document is new).
  /// `messages` maps a conversation to its messages, which carry their seq.
  public void insert(Map<String, List<MsgData>> messages) {
    Map<String, Document> sets = new LinkedHashMap<>();
    messages.forEach((conversationID, list) -> {
      for (MsgData message : list) {
        SlotAddress address = SlotAddress.of(conversationID, message.getSeq());
        sets.computeIfAbsent(address.docID(), _ -> new Document())
            .append("msgs." + address.slot() + ".msg", MessageDocuments.of(message));
      }
    });
    set(sets);
  }

  /// Sets fields of documents, by id; makes the documents that are missing.
  private void set(Map<String, Document> sets) {
    if (sets.isEmpty()) {
      return;
    }
    ensureDocuments(sets.keySet());
    List<WriteModel<Document>> writes = new ArrayList<>(sets.size());
    sets.forEach((docID, fields) ->
        writes.add(
            new UpdateOneModel<>(new Document("doc_id", docID), new Document("$set", fields))));
    int matched =
        documents.bulkWrite(writes, new BulkWriteOptions().ordered(false)).getMatchedCount();
    if (matched != writes.size()) {
      // A document that was known has been removed meanwhile, by retention: make it again.
      known.invalidateAll(sets.keySet());
      throw new IllegalStateException(
          "msg: " + matched + " documents found (expected: " + writes.size() + ")");
    }
  }

  /// The slots of `seqs` in a conversation, one query; seqs whose document is missing are absent.
  public Map<Long, StoredMessage> find(String conversationID, Collection<Long> seqs) {
    Map<String, List<Long>> byDocument = new HashMap<>();
    for (long seq : seqs) {
      byDocument
          .computeIfAbsent(SlotAddress.of(conversationID, seq).docID(), _ -> new ArrayList<>())
          .add(seq);
    }
    Map<Long, StoredMessage> result = new HashMap<>();
    if (byDocument.isEmpty()) {
      return result;
    }
    Document filter =
        byDocument.size() == 1
            ? new Document("doc_id", byDocument.keySet().iterator().next())
            : new Document("doc_id", new Document("$in", List.copyOf(byDocument.keySet())));
    for (Document document : documents.find(filter)) {
      List<@Nullable Document> slots = document.getList("msgs", Document.class);
      for (long seq : byDocument.getOrDefault(document.getString("doc_id"), List.of())) {
        int slot = SlotAddress.of(conversationID, seq).slot();
        if (slots != null && slot < slots.size()) {
          result.put(seq, MessageDocuments.slot(slots.get(slot)));
        }
      }
    }
    return result;
  }

  /// Marks the messages under `seqs` as read by their receiver, in one bulk write. Marking a
  /// message before it is stored is not lost.
  public void markRead(String conversationID, Collection<Long> seqs) {
    Map<String, Document> sets = new LinkedHashMap<>();
    for (long seq : seqs) {
      SlotAddress address = SlotAddress.of(conversationID, seq);
      sets.computeIfAbsent(address.docID(), _ -> new Document())
          .append("msgs." + address.slot() + ".is_read", true);
    }
    set(sets);
  }

  private void ensureDocuments(Set<String> docIDs) {
    Set<String> unknown = new HashSet<>();
    for (String docID : docIDs) {
      if (known.getIfPresent(docID) == null) {
        unknown.add(docID);
      }
    }
    if (unknown.isEmpty()) {
      return;
    }
    List<WriteModel<Document>> writes = new ArrayList<>(unknown.size());
    for (String docID : unknown) {
      writes.add(
          new UpdateOneModel<>(
              new Document("doc_id", docID),
              new Document("$setOnInsert", new Document("msgs", MessageDocuments.emptySlots())),
              new UpdateOptions().upsert(true)));
    }
    try {
      documents.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    } catch (MongoBulkWriteException e) {
      // Another writer made the same document at the same moment: it is there, which is all we
      // need.
      boolean onlyDuplicates =
          e.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
      if (!onlyDuplicates) {
        throw e;
      }
    }
    unknown.forEach(docID -> known.put(docID, Boolean.TRUE));
  }
}
