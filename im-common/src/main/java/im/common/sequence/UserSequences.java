package im.common.sequence;

import static im.common.mongo.DocumentFields.number;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import im.common.mongo.Mongo;
import im.common.redis.LuaScript;
import im.common.redis.Redis;
import io.lettuce.core.ScriptOutputType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Where a user stands in a conversation: what he has read, and the first and last number he may
/// see (`reference/pipeline-storage.md` 5.1). Collection `seq_user`; read positions are also in
/// `SEQ_USER_READ:<conversation>:<user>` for 30 days. Read positions only ever rise.
public final class UserSequences {
  private static final LuaScript RAISE = LuaScript.resource(UserSequences.class, "raise_read.lua");
  private static final Duration KEEP_READ = Duration.ofDays(30);

  private static final int MAX_NAMED = 200;

  /// A user in a conversation.
  public record Position(String userID, String conversationID) {}

  /// The numbers a user may see: from `minSeq`, to `maxSeq` unless that is 0.
  public record Bounds(long minSeq, long maxSeq) {
    /// No restriction.
    public static final Bounds ALL = new Bounds(0, 0);

    /// The `maxSeq` that ends a conversation after the number `last`. Where that is 0, the first
    /// message may still be seen, for 0 would be no limit.
    public static long endAfter(long last) {
      return Math.max(1, last);
    }
  }

  private final Redis redis;
  private final MongoCollection<Document> rows;
  private final MongoCollection<Document> conversations;

  /// Reads and writes through both stores.
  public UserSequences(Redis redis, Mongo mongo) {
    this.redis = redis;
    rows = mongo.collection("seq_user");
    conversations = mongo.collection("seq");
  }

  /// Raises a read position where readers look first, to a number above all that were read before:
  /// Redis may have dropped a higher one. Lost if Redis loses it: [#persistRead(Map)] keeps it.
  public CompletionStage<Long> raiseRead(Position position, long seq) {
    return raiseRead(position, seq, false);
  }

  /// Raises a read position where readers look first, if it is there, to any number: where it is
  /// not, they ask the store.
  public CompletionStage<Long> raiseReadIfThere(Position position, long seq) {
    return raiseRead(position, seq, true);
  }

  private CompletionStage<Long> raiseRead(Position position, long seq, boolean onlyIfThere) {
    return redis.eval(
        RAISE,
        ScriptOutputType.INTEGER,
        List.of(readKey(position)),
        List.of(Long.toString(seq), Long.toString(KEEP_READ.toSeconds()), onlyIfThere ? "1" : "0"));
  }

  /// Raises read positions durably, in one write.
  public void persistRead(Map<Position, Long> positions) {
    if (positions.isEmpty()) {
      return;
    }
    List<WriteModel<Document>> writes = new ArrayList<>(positions.size());
    positions.forEach((position, seq) ->
        writes.add(
            new UpdateOneModel<>(row(position), raised(seq), new UpdateOptions().upsert(true))));
    rows.bulkWrite(writes, new BulkWriteOptions().ordered(false));
  }

  /// Raises a read position durably, and where readers look first to whatever it is then: Redis may
  /// have dropped a higher one.
  public void keepRead(Position position, long seq) {
    @Nullable Document kept =
        rows.findOneAndUpdate(
            row(position),
            raised(seq),
            new FindOneAndUpdateOptions()
                .upsert(true)
                .returnDocument(ReturnDocument.AFTER)
                .projection(new Document("read_seq", 1)));
    raiseRead(position, Math.max(seq, number(kept, "read_seq"))).toCompletableFuture().join();
  }

  private static Document raised(long seq) {
    return new Document("$max", new Document("read_seq", seq))
        .append("$setOnInsert", new Document("min_seq", 0L).append("max_seq", 0L));
  }

  /// What `userID` has read in each of `conversationIDs`; 0 for nothing.
  public Map<String, Long> readSeqs(String userID, Collection<String> conversationIDs) {
    Map<String, Long> result = cachedReads(conversationIDs, id -> new Position(userID, id));
    List<String> unknown = conversationIDs.stream().filter(id -> !result.containsKey(id)).toList();
    find(userID, unknown).forEach((id, row) -> result.put(id, number(row, "read_seq")));
    unknown.forEach(id -> result.putIfAbsent(id, 0L));
    return result;
  }

  /// What each of `userIDs` has read in one conversation; 0 for nothing. One round trip, and one
  /// query for those whom Redis does not know.
  public Map<String, Long> readSeqsOf(Collection<String> userIDs, String conversationID) {
    Map<String, Long> result = cachedReads(userIDs, id -> new Position(id, conversationID));
    List<String> unknown = userIDs.stream().filter(id -> !result.containsKey(id)).toList();
    if (!unknown.isEmpty()) {
      Document filter = in("user_id", unknown).append("conversation_id", conversationID);
      for (Document row : rows.find(filter)) {
        result.put(row.getString("user_id"), number(row, "read_seq"));
      }
      unknown.forEach(id -> result.putIfAbsent(id, 0L));
    }
    return result;
  }

  private Map<String, Long> cachedReads(
      Collection<String> ids, Function<String, Position> position) {
    Map<String, String> keys = new LinkedHashMap<>();
    ids.forEach(id -> keys.put(id, readKey(position.apply(id))));
    Map<String, Map<String, String>> found = redis.fields(keys.values(), "value");
    Map<String, Long> known = new HashMap<>();
    keys.forEach((id, key) -> {
      String value = found.getOrDefault(key, Map.of()).getOrDefault("value", "");
      if (!value.isEmpty()) {
        known.put(id, Long.parseLong(value));
      }
    });
    return known;
  }

  /// What `userID` may see in each of `conversationIDs`, conversation-wide lower bounds included;
  /// two queries.
  public Map<String, Bounds> bounds(String userID, Collection<String> conversationIDs) {
    List<String> ids = conversationIDs.stream().distinct().toList();
    Map<String, Document> own = find(userID, ids);
    Map<String, Long> shared = conversationMins(ids);
    Map<String, Bounds> bounds = new HashMap<>();
    for (String id : ids) {
      Document row = own.get(id);
      bounds.put(
          id,
          new Bounds(
              Math.max(number(row, "min_seq"), shared.getOrDefault(id, 0L)),
              number(row, "max_seq")));
    }
    return bounds;
  }

  /// The first number that anybody may see in each of `conversationIDs`; absent where nothing was
  /// ever said.
  public Map<String, Long> conversationMins(Collection<String> conversationIDs) {
    Map<String, Long> mins = new HashMap<>();
    if (conversationIDs.isEmpty()) {
      return mins;
    }
    for (Document row : conversations.find(in("conversation_id", conversationIDs))) {
      mins.put(row.getString("conversation_id"), number(row, "min_seq"));
    }
    return mins;
  }

  /// Hides from everybody what comes before the given number of each conversation; what is hidden
  /// stays hidden.
  public void raiseConversationMins(Map<String, Long> minSeqs) {
    List<WriteModel<Document>> writes = new ArrayList<>(minSeqs.size());
    minSeqs.forEach((conversationID, minSeq) ->
        writes.add(
            new UpdateOneModel<>(
                new Document("conversation_id", conversationID),
                new Document("$max", new Document("min_seq", minSeq)))));
    if (!writes.isEmpty()) {
      conversations.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  /// Up to `limit` ids of conversations in which `userID` has a position, which everybody has who
  /// ever sent something there; in their order.
  public List<String> conversationIDs(String userID, int limit) {
    return rows.find(new Document("user_id", userID))
        .sort(new Document("user_id", 1).append("conversation_id", 1))
        .limit(limit)
        .projection(new Document("conversation_id", 1).append("_id", 0))
        .map(row -> row.getString("conversation_id"))
        .into(new ArrayList<>());
  }

  /// Sets the last number that each of `userIDs` may see; 0 lifts the limit.
  public void setMax(Collection<String> userIDs, String conversationID, long maxSeq) {
    // Who has no row has no limit either.
    write(userIDs, conversationID, "$set", "max_seq", maxSeq, maxSeq != 0);
  }

  /// Hides from each of `userIDs` what comes before `minSeq`; what is hidden stays hidden.
  public void raiseMin(Collection<String> userIDs, String conversationID, long minSeq) {
    write(userIDs, conversationID, "$max", "min_seq", minSeq, true);
  }

  private void write(
      Collection<String> userIDs,
      String conversationID,
      String operator,
      String field,
      long value,
      boolean upsert) {
    List<WriteModel<Document>> writes = new ArrayList<>(userIDs.size());
    for (String userID : userIDs) {
      Document others = new Document("min_seq", 0L).append("max_seq", 0L).append("read_seq", 0L);
      others.remove(field);
      writes.add(
          new UpdateOneModel<>(
              row(new Position(userID, conversationID)),
              new Document(operator, new Document(field, value)).append("$setOnInsert", others),
              new UpdateOptions().upsert(upsert)));
    }
    if (!writes.isEmpty()) {
      rows.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  /// The last number that `userID` may see in those of `conversationIDs` where there is one.
  public Map<String, Long> limits(String userID, Collection<String> conversationIDs) {
    Map<String, Long> limits = new HashMap<>();
    if (conversationIDs.isEmpty()) {
      return limits;
    }
    Document filter = ofUser(userID, conversationIDs);
    for (Document row : rows.find(filter.append("max_seq", new Document("$gt", 0L)))) {
      limits.put(row.getString("conversation_id"), number(row, "max_seq"));
    }
    return limits;
  }

  private Map<String, Document> find(String userID, List<String> conversationIDs) {
    Map<String, Document> found = new HashMap<>();
    if (conversationIDs.isEmpty()) {
      return found;
    }
    for (Document row : rows.find(ofUser(userID, conversationIDs))) {
      found.put(row.getString("conversation_id"), row);
    }
    return found;
  }

  /// Very many conversations are all the user has, or nearly: his rows lie side by side, and a long
  /// list would have to be searched for each.
  private static Document ofUser(String userID, Collection<String> conversationIDs) {
    Document filter =
        conversationIDs.size() > MAX_NAMED
            ? new Document()
            : in("conversation_id", conversationIDs);
    return filter.append("user_id", userID);
  }

  private static Document in(String field, Collection<String> values) {
    return new Document(
        field,
        values.size() == 1 ? values.iterator().next() : new Document("$in", List.copyOf(values)));
  }

  private static Document row(Position position) {
    return new Document("user_id", position.userID())
        .append("conversation_id", position.conversationID());
  }

  private static String readKey(Position position) {
    return "SEQ_USER_READ:" + position.conversationID() + ":" + position.userID();
  }
}
