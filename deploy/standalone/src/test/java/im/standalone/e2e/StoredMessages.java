package im.standalone.e2e;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import im.common.testing.Until;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import org.bson.Document;

/// Looks into the message store itself, past every cache.
final class StoredMessages implements AutoCloseable {

  private static final int SLOTS = 100;

  /// The bound of a conversation's numbers is less than so many documents above the last one given.
  private static final int NEWEST = 4;

  private final MongoClient mongo;
  private final String database;

  StoredMessages(String uri, String database) {
    this.mongo = MongoClients.create(uri);
    this.database = database;
  }

  /// The clientMsgIDs stored for a conversation, in the order of their slots.
  List<String> clientMsgIDs(String conversationID) {
    List<Document> messages =
        messages(
            new Document("doc_id", Pattern.compile("^" + Pattern.quote(conversationID) + ":")));
    messages.sort(Comparator.comparingLong(message -> message.getLong("seq")));
    return messages.stream().map(message -> message.getString("client_msg_id")).toList();
  }

  private List<Document> messages(Document filter) {
    List<Document> messages = new ArrayList<>();
    for (Document document : mongo.getDatabase(database).getCollection("msg").find(filter)) {
      for (Document slot : document.getList("msgs", Document.class)) {
        Document message = slot == null ? null : slot.get("msg", Document.class);
        if (message != null) {
          messages.add(message);
        }
      }
    }
    return messages;
  }

  /// Returns when the last of `clientMsgIDs`, which were sent in this order, is stored. Asks for
  /// the newest documents only: to read all of a long conversation again and again would hold up
  /// those who write it.
  void await(String conversationID, List<String> clientMsgIDs, Duration limit) throws Exception {
    Until.holds(
        "all of " + conversationID + " in the store",
        limit,
        () -> newest(conversationID).contains(clientMsgIDs.getLast()));
  }

  private Set<String> newest(String conversationID) {
    Document bound =
        mongo
            .getDatabase(database)
            .getCollection("seq")
            .find(new Document("conversation_id", conversationID))
            .first();
    long last = bound == null ? 0 : bound.getLong("max_seq") / SLOTS;
    List<String> ids =
        LongStream.rangeClosed(Math.max(0, last - NEWEST), last)
            .mapToObj(index -> conversationID + ":" + index)
            .toList();
    Set<String> found = new HashSet<>();
    for (Document message : messages(new Document("doc_id", new Document("$in", ids)))) {
      found.add(message.getString("client_msg_id"));
    }
    return found;
  }

  /// The stored read position of a user; 0 when there is none.
  long readSeq(String conversationID, String userID) {
    Document row =
        mongo
            .getDatabase(database)
            .getCollection("seq_user")
            .find(new Document("user_id", userID).append("conversation_id", conversationID))
            .first();
    return row == null ? 0 : row.getLong("read_seq");
  }

  @Override
  public void close() {
    mongo.close();
  }
}
