package im.common.mongo;

import com.mongodb.client.model.IndexModel;
import com.mongodb.client.model.IndexOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/// The indexes of all collections, made at start where they are missing: those of
/// `reference/mongo-collections.tsv`, and the ones its queries lack.
public final class Indexes {
  private static final Map<String, List<IndexModel>> INDEXES = new LinkedHashMap<>();

  static {
    unique("user", "user_id");
    plain("user", "create_time");
    plain("user", "app_manger_level");
    plain("user", "nickname");
    unique("friend", "owner_user_id", "friend_user_id");
    plain("friend", "friend_user_id");
    unique("friend_request", "from_user_id", "to_user_id");
    descending("friend_request", "create_time");
    plain("friend_request", "to_user_id");
    unique("black", "owner_user_id", "block_user_id");
    unique("group", "group_id");
    unique("group_member", "group_id", "user_id");
    plain("group_member", "user_id");
    unique("group_request", "group_id", "user_id");
    descending("group_request", "req_time");
    plain("group_request", "user_id");
    unique("conversation", "owner_user_id", "conversation_id");
    plain("conversation", "user_id");
    plain("conversation", "conversation_id");
    unique("friend_version", "d_id");
    unique("group_member_version", "d_id");
    unique("group_join_version", "d_id");
    unique("conversation_version", "d_id");
    unique("msg", "doc_id");
    // Unique here though the reference's are not: two rows of one conversation would split its
    // numbers.
    unique("seq", "conversation_id");
    unique("seq_user", "user_id", "conversation_id");
    unique("config", "key", "user_id");
    plain("config", "user_id");
    plain("userCommands", "userID", "type", "uuid");
    plain("notification_outbox", "service", "lease");
    unique("s3", "name");
    plain("s3", "create_time");
    plain("s3", "key");
    unique("log", "log_id");
    plain("log", "user_id");
    descending("log", "create_time");
  }

  private Indexes() {}

  /// Makes the indexes of the named collections; existing ones are left as they are.
  public static void ensure(Mongo mongo, String... collections) {
    for (String collection : collections) {
      mongo.collection(collection).createIndexes(of(collection));
    }
  }

  /// The indexes of a collection, as declared.
  static List<IndexModel> of(String collection) {
    return INDEXES.getOrDefault(collection, List.of());
  }

  private static void unique(String collection, String... keys) {
    add(collection, 1, new IndexOptions().unique(true), keys);
  }

  private static void plain(String collection, String... keys) {
    add(collection, 1, new IndexOptions(), keys);
  }

  private static void descending(String collection, String key) {
    add(collection, -1, new IndexOptions(), key);
  }

  private static void add(String collection, int order, IndexOptions options, String... keys) {
    Document index = new Document();
    for (String key : keys) {
      index.append(key, order);
    }
    INDEXES.computeIfAbsent(collection, _ -> new ArrayList<>()).add(new IndexModel(index, options));
  }
}
