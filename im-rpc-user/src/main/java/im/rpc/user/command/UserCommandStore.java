package im.rpc.user.command;

import static im.common.mongo.DocumentFields.integer;
import static im.common.mongo.DocumentFields.number;
import static im.common.mongo.DocumentFields.text;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import im.common.mongo.Mongo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.types.ObjectId;

/// Collection `userCommands` (`reference/mongo-collections.tsv`): one row per user, type and uuid.
final class UserCommandStore {
  private static final int OBJECT_ID_BYTES = 12;

  private final MongoCollection<Document> rows;

  UserCommandStore(Mongo mongo) {
    rows = mongo.collection("userCommands");
  }

  /// Stores `command`, in place of the one with the same type and uuid if there is one.
  void put(String userID, UserCommand command) {
    Document key = key(userID, command.type(), command.uuid());
    Document content =
        new Document("createTime", command.createTime())
            .append("value", command.value())
            .append("ex", command.ex());
    if (rows.updateOne(key, new Document("$set", content)).getMatchedCount() > 0) {
      return;
    }
    // The collection has no unique index, for rows of the reference may repeat; an id made of the
    // key lets
    // no two of ours.
    rows.updateOne(
        new Document("_id", id(userID, command.type(), command.uuid())),
        new Document("$set", content).append("$setOnInsert", key),
        new UpdateOptions().upsert(true));
  }

  /// Sets `fields` of a command; false when there is none.
  boolean update(String userID, int type, String uuid, Map<String, String> fields) {
    return rows.updateOne(
                key(userID, type, uuid), new Document("$set", new Document(Map.copyOf(fields))))
            .getMatchedCount()
        > 0;
  }

  /// Deletes a command; false when there is none.
  boolean delete(String userID, int type, String uuid) {
    return rows.deleteOne(key(userID, type, uuid)).getDeletedCount() > 0;
  }

  List<UserCommand> ofType(String userID, int type) {
    return find(new Document("userID", userID).append("type", type));
  }

  List<UserCommand> all(String userID) {
    return find(new Document("userID", userID));
  }

  private List<UserCommand> find(Document filter) {
    return rows.find(filter)
        .map(row ->
            new UserCommand(
                integer(row, "type"),
                text(row, "uuid"),
                text(row, "value"),
                text(row, "ex"),
                number(row, "createTime")))
        .into(new ArrayList<>());
  }

  private static Document key(String userID, int type, String uuid) {
    return new Document("userID", userID).append("type", type).append("uuid", uuid);
  }

  private static ObjectId id(String userID, int type, String uuid) {
    Hasher hasher = Hashing.sha256().newHasher();
    for (String part : List.of(userID, Integer.toString(type), uuid)) {
      hasher.putInt(part.length()).putString(part, StandardCharsets.UTF_8);
    }
    byte[] id = new byte[OBJECT_ID_BYTES];
    hasher.hash().writeBytesTo(id, 0, id.length);
    return new ObjectId(id);
  }
}
