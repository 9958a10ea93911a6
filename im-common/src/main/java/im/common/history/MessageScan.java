package im.common.history;

import static im.common.mongo.DocumentFields.number;

import com.mongodb.client.MongoCollection;
import im.common.mongo.Mongo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Walks through stored messages by what is in them. Documents are read a few at a time, by their
/// ids wherever the conversation is known; nothing is sorted or kept as a whole.
public final class MessageScan {
  private static final int DOCUMENTS = 10;

  private final MongoCollection<Document> documents;

  /// Reads the collection `msg` of `mongo`.
  public MessageScan(Mongo mongo) {
    documents = mongo.collection("msg");
  }

  /// What a message has to be like; an empty text or 0 stands for anything.
  ///
  /// @param recvID receiver or group
  /// @param fromMs first sending time, ms
  /// @param toMs sending time that is too late, ms
  public record Wanted(
      String sendID, String recvID, int contentType, int sessionType, long fromMs, long toMs) {
    Document asFilter() {
      Document message = new Document();
      if (!sendID.isEmpty()) {
        message.append("msg.send_id", sendID);
      }
      if (!recvID.isEmpty()) {
        message.append(
            "$or",
            List.of(new Document("msg.recv_id", recvID), new Document("msg.group_id", recvID)));
      }
      if (contentType != 0) {
        message.append("msg.content_type", contentType);
      }
      if (sessionType != 0) {
        message.append("msg.session_type", sessionType);
      }
      if (toMs > 0) {
        message.append("msg.send_time", new Document("$gte", fromMs).append("$lt", toMs));
      }
      if (message.isEmpty()) {
        message.append("msg", new Document("$type", "object"));
      }
      return new Document("msgs", new Document("$elemMatch", message));
    }

    boolean matches(StoredMessage slot) {
      var message = slot.message();
      return message != null
          && (sendID.isEmpty() || message.getSendID().equals(sendID))
          && (recvID.isEmpty()
              || message.getRecvID().equals(recvID)
              || message.getGroupID().equals(recvID))
          && (contentType == 0 || message.getContentType() == contentType)
          && (sessionType == 0 || message.getSessionType() == sessionType)
          && (toMs <= 0 || (message.getSendTime() >= fromMs && message.getSendTime() < toMs));
    }
  }

  /// Shows the messages of a conversation that are `wanted`, in their order, a document at a time,
  /// as long as `visitor` wants more.
  ///
  /// @return false when the visitor had enough
  public boolean conversation(
      String conversationID, long maxSeq, Wanted wanted, Predicate<List<StoredMessage>> visitor) {
    long last = (maxSeq - 1) / SlotAddress.SLOTS;
    for (long from = 0; maxSeq > 0 && from <= last; from += DOCUMENTS) {
      Document filter = wanted.asFilter();
      filter.putAll(chunk(conversationID, from, Math.min(last, from + DOCUMENTS - 1)));
      for (Document document : inOrder(filter)) {
        if (!visitor.test(matches(document, wanted))) {
          return false;
        }
      }
    }
    return true;
  }

  /// Shows the messages of all chats that are `wanted`, a document at a time in the order in which
  /// the documents were made, as long as `visitor` wants more. This looks at everything.
  public void everything(Wanted wanted, Predicate<List<StoredMessage>> visitor) {
    Document chats = wanted.asFilter().append("doc_id", new Document("$regex", "^s[ig]_"));
    try (var cursor =
        documents.find(chats).sort(new Document("_id", 1)).batchSize(DOCUMENTS).cursor()) {
      while (cursor.hasNext()) {
        if (!visitor.test(matches(cursor.next(), wanted))) {
          return;
        }
      }
    }
  }

  /// The last number from `minSeq` to `maxSeq` whose message was sent at or before `timeMs`; 0 when
  /// there is none. Costs as much as there is after that time.
  public long lastUntil(String conversationID, long minSeq, long maxSeq, long timeMs) {
    long first = (Math.max(1, minSeq) - 1) / SlotAddress.SLOTS;
    for (long to = (maxSeq - 1) / SlotAddress.SLOTS; maxSeq > 0 && to >= first; to -= DOCUMENTS) {
      long from = Math.max(first, to - DOCUMENTS + 1);
      long found = 0;
      for (Document document : documents.find(chunk(conversationID, from, to)).projection(TIMES)) {
        for (Sent sent : sent(document)) {
          if (sent.timeMs() <= timeMs && sent.seq() >= minSeq && sent.seq() <= maxSeq) {
            found = Math.max(found, sent.seq());
          }
        }
      }
      if (found > 0) {
        return found;
      }
    }
    return 0;
  }

  /// Shows the numbers of the messages from `minSeq` to `maxSeq` that were sent before `timeMs`, in
  /// their order, some documents at a time.
  public void sentBefore(
      String conversationID,
      long minSeq,
      long maxSeq,
      long timeMs,
      java.util.function.Consumer<List<Long>> visitor) {
    long last = (maxSeq - 1) / SlotAddress.SLOTS;
    long first = (Math.max(1, minSeq) - 1) / SlotAddress.SLOTS;
    for (long from = first; maxSeq > 0 && from <= last; from += DOCUMENTS) {
      List<Long> seqs = new ArrayList<>();
      Document ids = chunk(conversationID, from, Math.min(last, from + DOCUMENTS - 1));
      for (Document document : documents.find(ids).projection(TIMES)) {
        for (Sent sent : sent(document)) {
          if (sent.timeMs() < timeMs && sent.seq() >= minSeq && sent.seq() <= maxSeq) {
            seqs.add(sent.seq());
          }
        }
      }
      if (!seqs.isEmpty()) {
        seqs.sort(Comparator.naturalOrder());
        visitor.accept(seqs);
      }
    }
  }

  private static final Document TIMES =
      new Document("doc_id", 1)
          .append("msgs.msg.seq", 1)
          .append("msgs.msg.send_time", 1)
          .append("_id", 0);

  /// When the message with a number was sent, ms.
  record Sent(long seq, long timeMs) {}

  static List<Sent> sent(Document document) {
    List<Sent> sent = new ArrayList<>();
    List<@Nullable Document> slots = document.getList("msgs", Document.class);
    if (slots == null) {
      return sent;
    }
    for (Document slot : slots) {
      Document message = slot == null ? null : slot.get("msg", Document.class);
      if (message != null && number(message, "seq") > 0) {
        sent.add(new Sent(number(message, "seq"), number(message, "send_time")));
      }
    }
    return sent;
  }

  private Iterable<Document> inOrder(Document filter) {
    TreeMap<Long, Document> ordered = new TreeMap<>();
    for (Document document : documents.find(filter)) {
      String docID = document.getString("doc_id");
      ordered.put(Long.parseLong(docID.substring(docID.lastIndexOf(':') + 1)), document);
    }
    return ordered.values();
  }

  private static List<StoredMessage> matches(Document document, Wanted wanted) {
    List<StoredMessage> found = new ArrayList<>();
    List<@Nullable Document> slots = document.getList("msgs", Document.class);
    if (slots != null) {
      for (Document each : slots) {
        StoredMessage slot = MessageDocuments.slot(each);
        if (wanted.matches(slot)) {
          found.add(slot);
        }
      }
    }
    return found;
  }

  private static Document chunk(String conversationID, long from, long to) {
    return MessageStore.byID(
        LongStream.rangeClosed(from, to)
            .mapToObj(index -> SlotAddress.docID(conversationID, index))
            .toList());
  }
}
