package im.standalone.e2e;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.bson.Document;

/// Looks into the message store itself, past every cache.
final class StoredMessages implements AutoCloseable {

  private final MongoClient mongo;
  private final String database;

  StoredMessages(String uri, String database) {
    this.mongo = MongoClients.create(uri);
    this.database = database;
  }

  /// The clientMsgIDs stored for a conversation, in the order of their slots.
  List<String> clientMsgIDs(String conversationID) {
    List<Document> messages = new ArrayList<>();
    Document filter =
        new Document("doc_id", Pattern.compile("^" + Pattern.quote(conversationID) + ":"));
    for (Document document : mongo.getDatabase(database).getCollection("msg").find(filter)) {
      for (Document slot : document.getList("msgs", Document.class)) {
        Document message = slot == null ? null : slot.get("msg", Document.class);
        if (message != null) {
          messages.add(message);
        }
      }
    }
    messages.sort(Comparator.comparingLong(message -> message.getLong("seq")));
    return messages.stream().map(message -> message.getString("client_msg_id")).toList();
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
