package im.common.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.elemMatch;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.not;

import com.mongodb.client.MongoCollection;
import im.common.mongo.Mongo;
import im.common.redis.Redis;
import im.common.sequence.UserSequences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/// Removes what is older than it may get (`reference/pipeline-storage.md` 6.6): whole documents,
/// the oldest first, a few a call. Their ids carry when they were made, so that finding them is a
/// walk along an index; how far it got stands in Redis under `IM:RETENTION:<timestamp>`, so that
/// the next call with the same timestamp goes on there, in whichever process.
public final class MessageRetention {
  private static final Duration REMEMBER = Duration.ofDays(1);
  static final ObjectId FIRST = new ObjectId(new byte[12]);
  private static final int MOST = 500;

  private final Redis redis;
  private final MongoCollection<Document> documents;
  private final MessageCache cache;
  private final UserSequences users;

  /// Removes from `mongo`; raises the first visible number of conversations in `users`.
  public MessageRetention(Redis redis, Mongo mongo, UserSequences users) {
    this.redis = redis;
    documents = mongo.collection("msg");
    cache = new MessageCache(redis);
    this.users = users;
  }

  /// Removes up to `limit` documents, at most 500, that were made before `timestamp` (ms) and hold
  /// no message sent after it.
  ///
  /// @return how many were found; fewer than asked for when there are no more
  public int removeOld(long timestamp, int limit) {
    String cursor = "IM:RETENTION:" + timestamp;
    List<Document> old = find(after(cursor), timestamp, Math.min(limit, MOST));
    if (old.isEmpty()) {
      return 0;
    }
    remove(old, timestamp);
    ObjectId last = old.getLast().getObjectId("_id");
    redis.sync().setex(cursor, REMEMBER.toSeconds(), last.toHexString());
    return old.size();
  }

  /// Removes those of `old` that still hold nothing sent after `timestamp`; into the others a
  /// message came since they were found.
  void remove(List<Document> old, long timestamp) {
    Map<String, Long> mins = new HashMap<>();
    Map<ObjectId, List<MessageRef>> filled = new HashMap<>();
    for (Document document : old) {
      String conversationID = SlotAddress.conversationID(document.getString("doc_id"));
      List<MessageRef> refs = new ArrayList<>();
      for (MessageScan.Sent sent : MessageScan.sent(document)) {
        mins.merge(conversationID, sent.seq() + 1, Math::max);
        refs.add(new MessageRef(conversationID, sent.seq()));
      }
      filled.put(document.getObjectId("_id"), refs);
    }
    // Hidden first: nobody sees half of it.
    users.raiseConversationMins(mins);
    Bson found = in("_id", List.copyOf(filled.keySet()));
    documents.deleteMany(and(found, not(recent(timestamp))));
    for (Document left : documents.find(found).projection(new Document("_id", 1))) {
      filled.remove(left.getObjectId("_id"));
    }
    // What is cached under an empty slot is on its way here, or says what becomes of it then.
    cache.forget(filled.values().stream().flatMap(List::stream).toList());
  }

  private ObjectId after(String cursor) {
    String last = redis.sync().get(cursor);
    return last != null && ObjectId.isValid(last) ? new ObjectId(last) : FIRST;
  }

  List<Document> find(ObjectId after, long timestamp, int limit) {
    Bson made = and(gt("_id", after), lt("_id", new ObjectId(new Date(timestamp), 0)));
    return documents
        .find(and(made, not(recent(timestamp))))
        .sort(new Document("_id", 1))
        .limit(limit)
        .projection(
            new Document("doc_id", 1).append("msgs.msg.seq", 1).append("msgs.msg.send_time", 1))
        .into(new ArrayList<>());
  }

  private static Bson recent(long timestamp) {
    return elemMatch("msgs", gt("msg.send_time", timestamp));
  }
}
