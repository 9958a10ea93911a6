package im.rpc.msg.third;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import im.common.paging.Paged;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.bson.Document;
import org.bson.conversions.Bson;

/// The collection `log`.
final class ClientLogStore {
  private static final Document NEWEST_FIRST = new Document("create_time", -1).append("_id", -1);

  private final MongoCollection<Document> logs;

  ClientLogStore(Mongo mongo) {
    logs = mongo.collection("log");
  }

  void insert(List<ClientLog> uploaded) {
    logs.insertMany(uploaded.stream().map(ClientLog::document).toList());
  }

  /// Those of `logIDs` that exist.
  Set<String> existing(Collection<String> logIDs) {
    Set<String> existing = new HashSet<>();
    logs.find(Filters.in("log_id", logIDs))
        .projection(Projections.include("log_id"))
        .forEach(row -> existing.add(row.getString("log_id")));
    return existing;
  }

  void delete(Collection<String> logIDs) {
    logs.deleteMany(Filters.in("log_id", logIDs));
  }

  /// Logs of users whose id contains `userIDPart`, uploaded from `start` to `end`, both included;
  /// newest first.
  Paged<ClientLog> search(String userIDPart, Instant start, Instant end, Page page) {
    List<Bson> filters = new ArrayList<>();
    filters.add(Filters.gte("create_time", Date.from(start)));
    filters.add(Filters.lte("create_time", Date.from(end)));
    if (!userIDPart.isEmpty()) {
      filters.add(Filters.regex("user_id", Pattern.quote(userIDPart)));
    }
    Bson filter = Filters.and(filters);
    return Paged.counted(
        page,
        page.of(logs.find(filter).sort(NEWEST_FIRST), ClientLog::of),
        () -> logs.countDocuments(filter));
  }
}
