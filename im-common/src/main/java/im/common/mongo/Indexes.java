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
    // With all that the search of users looks at, in the order of its pages.
    plain("user", "app_manger_level", "_id", "user_id", "nickname");
    plain("user", "nickname");
    unique("friend", "owner_user_id", "friend_user_id");
    sorted("friend", equal("owner_user_id").append("is_pinned", -1).append("_id", 1));
    plain("friend", "friend_user_id");
    unique("friend_request", "from_user_id", "to_user_id");
    descending("friend_request", "create_time");
    sorted("friend_request", newestFirst(equal("to_user_id"), "create_time"));
    sorted("friend_request", newestFirst(equal("from_user_id"), "create_time"));
    unique("black", "owner_user_id", "block_user_id");
    plain("black", "owner_user_id", "_id");
    unique("group", "group_id");
    // With all that the search of groups looks at; the second is for its total.
    sorted(
        "group",
        newestFirst(new Document(), "create_time").append("status", 1).append("group_name", 1));
    plain("group", "status", "group_name");
    // All that a user's list of groups is filtered and sorted by: no row is read for it.
    plain("group", "group_id", "status", "group_name", "create_time", "_id");
    unique("group_member", "group_id", "user_id");
    sorted("group_member", equal("group_id").append("role_level", -1).append("_id", 1));
    plain("group_member", "user_id", "role_level", "group_id");
    unique("group_request", "group_id", "user_id");
    descending("group_request", "req_time");
    sorted("group_request", newestFirst(equal("group_id"), "req_time"));
    sorted("group_request", newestFirst(equal("user_id"), "req_time"));
    unique("conversation", "owner_user_id", "conversation_id");
    plain("conversation", "user_id");
    // The few who do not want to be disturbed, of all in a group.
    plain("conversation", "conversation_id", "recv_msg_opt", "owner_user_id");
    plain("conversation", "owner_user_id", "_id");
    // Of the few whose messages destroy themselves, not of all.
    partial("conversation", "is_msg_destruct", "msg_destruct_time");
    unique("friend_version", "d_id");
    unique("group_member_version", "d_id");
    unique("group_join_version", "d_id");
    unique("conversation_version", "d_id");
    unique("black_version", "d_id");
    unique("friend_apply_to_version", "d_id");
    unique("friend_apply_from_version", "d_id");
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

  /// An index in the order in which its queries sort.
  private static void sorted(String collection, Document keys) {
    add(collection, new IndexOptions(), keys);
  }

  /// An index of the rows in which `flag`, its first key, is true.
  private static void partial(String collection, String flag, String key) {
    Document filter = new Document(flag, true);
    add(collection, 1, new IndexOptions().partialFilterExpression(filter), flag, key);
  }

  private static Document equal(String key) {
    return new Document(key, 1);
  }

  /// The id settles the order of what has the same time.
  private static Document newestFirst(Document keys, String time) {
    return keys.append(time, -1).append("_id", -1);
  }

  private static void descending(String collection, String key) {
    add(collection, -1, new IndexOptions(), key);
  }

  private static void add(String collection, int order, IndexOptions options, String... keys) {
    Document index = new Document();
    for (String key : keys) {
      index.append(key, order);
    }
    add(collection, options, index);
  }

  private static void add(String collection, IndexOptions options, Document keys) {
    INDEXES.computeIfAbsent(collection, _ -> new ArrayList<>()).add(new IndexModel(keys, options));
  }
}
