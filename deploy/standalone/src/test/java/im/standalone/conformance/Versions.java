package im.standalone.conformance;

import com.mongodb.client.MongoClient;
import java.util.List;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Looks into the change logs themselves, past every cache.
record Versions(MongoClient mongo) {
  /// The head of a log: its identity and version.
  record Head(String versionID, long version) {
    private static final Head NONE = new Head("", 0);
  }

  /// What a log says of one element.
  record Entry(String elementID, int state, long version) {}

  /// The head of a friend list.
  Head friends(Person owner) {
    return head("friend_version", owner.id());
  }

  /// The head of a group's members.
  Head members(String groupID) {
    return head("group_member_version", groupID);
  }

  /// The head of the groups that somebody has joined.
  Head groups(Person member) {
    return head("group_join_version", member.id());
  }

  /// The head of somebody's conversations.
  Head conversations(Person owner) {
    return head("conversation_version", owner.id());
  }

  /// The entries of a group's members with this version.
  List<Entry> memberEntries(String groupID, long version) {
    Document found = find("group_member_version", groupID);
    return found == null
        ? List.of()
        : found.getList("logs", Document.class).stream()
            .map(log ->
                new Entry(
                    log.getString("e_id"), (int) number(log, "state"), number(log, "version")))
            .filter(entry -> entry.version() == version)
            .toList();
  }

  private Head head(String collection, String id) {
    Document found = find(collection, id);
    return found == null
        ? Head.NONE
        : new Head(found.getObjectId("_id").toHexString(), number(found, "version"));
  }

  private static long number(Document document, String field) {
    return Objects.requireNonNull(document.get(field, Number.class), field).longValue();
  }

  private @Nullable Document find(String collection, String id) {
    return mongo
        .getDatabase("openim_v3")
        .getCollection(collection)
        .find(new Document("d_id", id))
        .first();
  }
}
