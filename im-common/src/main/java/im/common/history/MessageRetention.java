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
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/// Removes what is older than it may get (`reference/pipeline-storage.md` 6.6): whole documents,
/// the oldest first, a few a call. Their ids carry when they were made, so that finding them is a
/// walk along an index; how far it got stands in Redis under `IM:RETENTION:<timestamp>`, so that
/// the next call with the same timestamp goes on there, in whichever process.
public final class MessageRetention {
  private static final Duration REMEMBER = Duration.ofDays(1);
  private static final ObjectId FIRST = new ObjectId(new byte[12]);
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
  /// @return how many were removed; fewer than asked for when there are no more
  public int removeOld(long timestamp, int limit) {
    String cursor = "IM:RETENTION:" + timestamp;
    List<Document> old = find(after(cursor), timestamp, Math.min(limit, MOST));
    if (old.isEmpty()) {
      return 0;
    }
    Map<String, Long> mins = new HashMap<>();
    List<MessageRef> refs = new ArrayList<>();
    List<ObjectId> ids = new ArrayList<>();
    for (Document document : old) {
      String docID = document.getString("doc_id");
      String conversationID = SlotAddress.conversationID(docID);
      for (MessageScan.Sent sent : MessageScan.sent(document)) {
        mins.merge(conversationID, sent.seq() + 1, Math::max);
      }
      refs.addAll(slots(conversationID, docID));
      ids.add(document.getObjectId("_id"));
    }
    // Hidden first: nobody sees half of it.
    users.raiseConversationMins(mins);
    documents.deleteMany(in("_id", ids));
    cache.forget(refs);
    redis.sync().setex(cursor, REMEMBER.toSeconds(), ids.getLast().toHexString());
    return old.size();
  }

  private ObjectId after(String cursor) {
    String last = redis.sync().get(cursor);
    return last != null && ObjectId.isValid(last) ? new ObjectId(last) : FIRST;
  }

  private List<Document> find(ObjectId after, long timestamp, int limit) {
    Bson made = and(gt("_id", after), lt("_id", new ObjectId(new Date(timestamp), 0)));
    Bson recent = elemMatch("msgs", gt("msg.send_time", timestamp));
    return documents
        .find(and(made, not(recent)))
        .sort(new Document("_id", 1))
        .limit(limit)
        .projection(
            new Document("doc_id", 1).append("msgs.msg.seq", 1).append("msgs.msg.send_time", 1))
        .into(new ArrayList<>());
  }

  private static List<MessageRef> slots(String conversationID, String docID) {
    long index = Long.parseLong(docID.substring(docID.lastIndexOf(':') + 1));
    long first = index * SlotAddress.SLOTS + 1;
    return LongStream.range(first, first + SlotAddress.SLOTS)
        .mapToObj(seq -> new MessageRef(conversationID, seq))
        .toList();
  }
}
