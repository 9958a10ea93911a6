package im.common.history;

import static im.common.mongo.DocumentFields.number;

import com.mongodb.client.MongoCollection;
import im.common.mongo.Mongo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import java.util.stream.Stream;
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
  /// there is none. Numbers ascend with time but for single messages, which the search passes over
  /// in all documents but those on both sides of the time; it costs as many small queries as the
  /// number of documents has binary digits.
  public long lastUntil(String conversationID, long minSeq, long maxSeq, long timeMs) {
    if (maxSeq <= 0) {
      return 0;
    }
    long first = (Math.max(1, minSeq) - 1) / SlotAddress.SLOTS;
    long last = (maxSeq - 1) / SlotAddress.SLOTS;
    Filled before = new Filled(first - 1, List.of());
    long low = first;
    long high = last;
    while (low <= high) {
      long middle = (low + high) >>> 1;
      Filled probe = nextFilled(conversationID, middle, high);
      if (probe == null || probe.medianMs() > timeMs) {
        high = middle - 1;
      } else {
        before = probe;
        low = probe.index() + 1;
      }
    }
    Filled after = nextFilled(conversationID, before.index() + 1, last);
    return Stream.concat(
            before.messages().stream(), after == null ? Stream.empty() : after.messages().stream())
        .filter(sent -> sent.timeMs() <= timeMs && sent.seq() >= minSeq && sent.seq() <= maxSeq)
        .mapToLong(Sent::seq)
        .max()
        .orElse(0);
  }

  /// The document with number `index` of a conversation, which holds messages.
  private record Filled(long index, List<Sent> messages) {
    long medianMs() {
      return messages.stream().mapToLong(Sent::timeMs).sorted().toArray()[messages.size() / 2];
    }
  }

  /// The first document from number `from` to `to` that holds messages.
  private @Nullable Filled nextFilled(String conversationID, long from, long to) {
    int count = 1;
    for (long next = from; next <= to; next += count, count = DOCUMENTS) {
      Document ids = chunk(conversationID, next, Math.min(to, next + count - 1));
      TreeMap<Long, Filled> filled = new TreeMap<>();
      for (Document document : documents.find(ids).projection(TIMES)) {
        List<Sent> messages = sent(document);
        if (!messages.isEmpty()) {
          long index = SlotAddress.index(document.getString("doc_id"));
          filled.put(index, new Filled(index, messages));
        }
      }
      if (!filled.isEmpty()) {
        return filled.firstEntry().getValue();
      }
    }
    return null;
  }

  /// Shows the numbers of the messages from `minSeq` to `maxSeq` that were sent before `timeMs`, in
  /// their order, some documents at a time.
  public void sentBefore(
      String conversationID, long minSeq, long maxSeq, long timeMs, Consumer<List<Long>> visitor) {
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
      ordered.put(SlotAddress.index(document.getString("doc_id")), document);
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
