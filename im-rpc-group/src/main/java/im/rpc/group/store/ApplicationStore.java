package im.rpc.group.store;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.WriteModel;
import im.common.error.ErrorCode;
import im.common.message.HandleResult;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import im.common.paging.Paged;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/// Applications for membership, collection `group_request`.
public final class ApplicationStore {
  private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);
  private static final ReplaceOptions UPSERT = new ReplaceOptions().upsert(true);
  // The id settles the order of applications made in the same millisecond.
  private static final Document NEWEST_FIRST = new Document("req_time", -1).append("_id", -1);

  private final MongoCollection<Document> requests;

  /// The store in `mongo`.
  public ApplicationStore(Mongo mongo) {
    requests = mongo.collection("group_request");
  }

  /// The user's application to the group.
  public Optional<Application> find(String groupID, String userID) {
    return Optional.ofNullable(requests.find(key(groupID, userID)).first()).map(Rows::application);
  }

  /// The user's application to the group; 1004 when he made none.
  public Application require(String groupID, String userID) {
    return find(groupID, userID)
        .orElseThrow(() ->
            ErrorCode.RECORD_NOT_FOUND.because(
                "fromUserID: %s (expected: an applicant of group %s)".formatted(userID, groupID)));
  }

  /// The applications of these users to the group.
  public List<Application> find(String groupID, Collection<String> userIDs) {
    return list(
        new Document("group_id", groupID)
            .append("user_id", new Document("$in", List.copyOf(userIDs))));
  }

  /// Keeps applications in place of the users' former ones, in one write.
  public void replace(List<Application> applications) {
    List<WriteModel<Document>> writes = new ArrayList<>(applications.size());
    for (Application application : applications) {
      writes.add(
          new ReplaceOneModel<>(
              key(application.groupID(), application.userID()), Rows.row(application), UPSERT));
    }
    requests.bulkWrite(writes, UNORDERED);
  }

  /// Keeps the answer of an open application; false when somebody answered it before.
  public boolean answer(Application answered) {
    Document open =
        key(answered.groupID(), answered.userID()).append("handle_result", HandleResult.OPEN);
    Document fields =
        new Document("handle_result", answered.handleResult())
            .append("handled_msg", answered.handledMsg())
            .append("handle_user_id", answered.handleUserID())
            .append("handled_time", Rows.date(answered.handledTime()));
    return requests.updateOne(open, new Document("$set", fields)).getModifiedCount() == 1;
  }

  /// Applications to these groups, newest first; empty `results` match every state.
  public Paged<Application> ofGroups(
      Collection<String> groupIDs, List<Integer> results, Page page) {
    return page(filter(new Document(), groupIDs, results), page);
  }

  /// Applications of one user, newest first; empty `groupIDs` and `results` match all.
  public Paged<Application> ofUser(
      String userID, Collection<String> groupIDs, List<Integer> results, Page page) {
    return page(filter(new Document("user_id", userID), groupIDs, results), page);
  }

  /// How many applications to these groups are open; `since` other than 0 (ms) counts later ones
  /// only.
  public long countOpen(Collection<String> groupIDs, long since) {
    Document filter =
        new Document("group_id", new Document("$in", List.copyOf(groupIDs)))
            .append("handle_result", HandleResult.OPEN);
    if (since != 0) {
      filter.append("req_time", new Document("$gt", Rows.date(since)));
    }
    return requests.countDocuments(filter);
  }

  private Paged<Application> page(Document filter, Page page) {
    return Paged.counted(
        page,
        page.of(requests.find(filter).sort(NEWEST_FIRST), Rows::application),
        () -> requests.countDocuments(filter));
  }

  private List<Application> list(Document filter) {
    List<Application> found = new ArrayList<>();
    requests.find(filter).sort(NEWEST_FIRST).map(Rows::application).into(found);
    return found;
  }

  private static Document filter(
      Document filter, Collection<String> groupIDs, List<Integer> results) {
    if (!groupIDs.isEmpty()) {
      filter.append("group_id", new Document("$in", List.copyOf(groupIDs)));
    }
    if (!results.isEmpty()) {
      filter.append("handle_result", new Document("$in", results));
    }
    return filter;
  }

  private static Document key(String groupID, String userID) {
    return new Document("group_id", groupID).append("user_id", userID);
  }
}
