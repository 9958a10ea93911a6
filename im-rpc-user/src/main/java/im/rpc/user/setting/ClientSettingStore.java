package im.rpc.user.setting;

import static im.common.mongo.DocumentFields.text;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.proto.user.clientConfig;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/// Collection `config` (`reference/mongo-collections.tsv`): one row per user and key; user `""` is
/// everybody.
final class ClientSettingStore {
  private static final String KEY = "key";
  private static final String USER_ID = "user_id";
  private static final String VALUE = "value";

  private final MongoCollection<Document> rows;

  ClientSettingStore(Mongo mongo) {
    rows = mongo.collection("config");
  }

  Map<String, String> of(String userID) {
    Map<String, String> settings = new HashMap<>();
    rows.find(new Document(USER_ID, userID))
        .forEach(row -> settings.put(text(row, KEY), text(row, VALUE)));
    return settings;
  }

  void put(String userID, Map<String, String> settings) {
    write(
        settings.entrySet().stream()
            .<WriteModel<Document>>map(each ->
                new UpdateOneModel<>(
                    id(userID, each.getKey()),
                    new Document("$set", new Document(VALUE, each.getValue())),
                    new UpdateOptions().upsert(true)))
            .toList());
  }

  void delete(String userID, Collection<String> keys) {
    write(
        keys.stream()
            .<WriteModel<Document>>map(key -> new DeleteOneModel<>(id(userID, key)))
            .toList());
  }

  /// A page over all users and keys; an empty `userID` or `key` stands for any.
  Paged<clientConfig> page(String userID, String key, Page page) {
    Document filter = new Document();
    if (!key.isEmpty()) {
      filter.append(KEY, key);
    }
    if (!userID.isEmpty()) {
      filter.append(USER_ID, userID);
    }
    return Paged.counted(
        page,
        page.of(rows.find(filter).sort(new Document("_id", 1)), ClientSettingStore::setting),
        () -> rows.countDocuments(filter));
  }

  private static clientConfig setting(Document row) {
    return clientConfig
        .newBuilder()
        .setKey(text(row, KEY))
        .setUserID(text(row, USER_ID))
        .setValue(text(row, VALUE))
        .build();
  }

  private void write(List<WriteModel<Document>> writes) {
    if (!writes.isEmpty()) {
      rows.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  private static Document id(String userID, String key) {
    return new Document(KEY, key).append(USER_ID, userID);
  }
}
