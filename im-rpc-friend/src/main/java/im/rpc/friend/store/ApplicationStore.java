package im.rpc.friend.store;

import static im.common.mongo.DocumentFields.integer;
import static im.common.mongo.DocumentFields.text;
import static im.common.mongo.DocumentFields.time;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import im.common.message.HandleResult;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import im.common.paging.Paged;
import im.common.sync.VersionLog;
import im.common.sync.VersionState;
import im.proto.sdkws.FriendRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/// The collection `friend_request`: one application for each direction of a pair, the newest. What
/// it gives has no names and faces: those are the user service's. A change is made in the order
/// row, version logs of both sides.
public final class ApplicationStore {
  private static final String COLLECTION = "friend_request";
  private static final String FROM = "from_user_id";
  private static final String TO = "to_user_id";
  private static final String RESULT = "handle_result";
  private static final String CREATE_TIME = "create_time";
  private static final Document NEWEST_FIRST = new Document(CREATE_TIME, -1).append("_id", -1);

  /// Whose applications: those he received or those he sent.
  public enum Side {
    RECEIVED(TO, FROM),
    SENT(FROM, TO);

    private final String field;
    private final String peerField;

    Side(String field, String peerField) {
      this.field = field;
      this.peerField = peerField;
    }
  }

  private final MongoCollection<Document> rows;
  private final VersionLog received;
  private final VersionLog sent;

  /// Keeps rows in `mongo`, and logs changes for their receivers in `received`, for their senders
  /// in `sent`.
  public ApplicationStore(Mongo mongo, VersionLog received, VersionLog sent) {
    rows = mongo.collection(COLLECTION);
    this.received = received;
    this.sent = sent;
  }

  /// The log of a side: a user's is the one under his id, and its elements are his peers.
  public VersionLog versions(Side side) {
    return side == Side.RECEIVED ? received : sent;
  }

  /// A user's applications on one side with those of `peerIDs` who have one.
  public List<FriendRequest> find(Side side, String userID, Collection<String> peerIDs) {
    Document filter =
        new Document(side.field, userID)
            .append(side.peerField, new Document("$in", List.copyOf(peerIDs)));
    return rows.find(filter).map(ApplicationStore::read).into(new ArrayList<>());
  }

  /// The application of one user to another.
  public Optional<FriendRequest> find(String fromUserID, String toUserID) {
    return Optional.ofNullable(rows.find(key(fromUserID, toUserID)).first())
        .map(ApplicationStore::read);
  }

  /// Makes the application, or makes the one that is there pending again; who answered that one,
  /// and when, stays noted. `time` is ms since the epoch.
  public void apply(String fromUserID, String toUserID, String message, String ex, long time) {
    rows.updateOne(
        key(fromUserID, toUserID),
        new Document(
                "$set",
                new Document(RESULT, HandleResult.OPEN)
                    .append("req_msg", message)
                    .append("handle_msg", "")
                    .append("ex", ex)
                    .append(CREATE_TIME, new Date(time)))
            .append(
                "$setOnInsert",
                new Document("handler_user_id", "").append("handle_time", new Date(0))),
        new UpdateOptions().upsert(true));
    changed(VersionState.INSERT, fromUserID, toUserID);
  }

  /// Answers a pending application; false when it is not pending (any more). An empty `message` or
  /// `handlerUserID` leaves what is noted. `time` is ms since the epoch.
  public boolean answer(
      FriendRequest application, int result, String message, String handlerUserID, long time) {
    Document set = new Document(RESULT, result).append("handle_time", new Date(time));
    if (!message.isEmpty()) {
      set.append("handle_msg", message);
    }
    if (!handlerUserID.isEmpty()) {
      set.append("handler_user_id", handlerUserID);
    }
    Document pending =
        key(application.getFromUserID(), application.getToUserID())
            .append(RESULT, HandleResult.OPEN);
    if (rows.updateOne(pending, new Document("$set", set)).getMatchedCount() == 0) {
      return false;
    }
    changed(VersionState.UPDATE, application.getFromUserID(), application.getToUserID());
    return true;
  }

  /// Version steps of an answer once more, for one that may have ended before them.
  public void logAgain(String fromUserID, String toUserID) {
    changed(VersionState.UPDATE, fromUserID, toUserID);
  }

  /// A page of a user's applications, newest first, of the given results or, when there are none,
  /// of all.
  public Paged<FriendRequest> page(Side side, String userID, List<Integer> results, Page page) {
    Document filter = filter(side, userID, results);
    return Paged.counted(
        page,
        page.of(rows.find(filter).sort(NEWEST_FIRST), ApplicationStore::read),
        () -> rows.countDocuments(filter));
  }

  /// How many applications to a user are pending; only those made after `since` (ms since the
  /// epoch) unless that is 0.
  public long countPending(String userID, long since) {
    Document filter = new Document(TO, userID).append(RESULT, HandleResult.OPEN);
    if (since != 0) {
      filter.append(CREATE_TIME, new Document("$gt", new Date(since)));
    }
    return rows.countDocuments(filter);
  }

  private void changed(VersionState state, String fromUserID, String toUserID) {
    received.append(toUserID, state, List.of(fromUserID));
    sent.append(fromUserID, state, List.of(toUserID));
  }

  private static Document filter(Side side, String userID, List<Integer> results) {
    Document filter = new Document(side.field, userID);
    return results.isEmpty() ? filter : filter.append(RESULT, new Document("$in", results));
  }

  private static Document key(String fromUserID, String toUserID) {
    return new Document(FROM, fromUserID).append(TO, toUserID);
  }

  private static FriendRequest read(Document row) {
    return FriendRequest.newBuilder()
        .setFromUserID(text(row, FROM))
        .setToUserID(text(row, TO))
        .setHandleResult(integer(row, RESULT))
        .setReqMsg(text(row, "req_msg"))
        .setCreateTime(time(row, CREATE_TIME))
        .setHandlerUserID(text(row, "handler_user_id"))
        .setHandleMsg(text(row, "handle_msg"))
        .setHandleTime(time(row, "handle_time"))
        .setEx(text(row, "ex"))
        .build();
  }
}
