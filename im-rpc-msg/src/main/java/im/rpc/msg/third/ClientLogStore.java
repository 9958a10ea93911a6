package im.rpc.msg.third;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import im.common.mongo.Mongo;
import im.proto.sdkws.RequestPagination;
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

  /// A page of a list and the length of the whole list.
  record Found(long total, List<ClientLog> shown) {}

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
  Found search(String userIDPart, Instant start, Instant end, RequestPagination page) {
    List<Bson> filters = new ArrayList<>();
    filters.add(Filters.gte("create_time", Date.from(start)));
    filters.add(Filters.lte("create_time", Date.from(end)));
    if (!userIDPart.isEmpty()) {
      filters.add(Filters.regex("user_id", Pattern.quote(userIDPart)));
    }
    Bson filter = Filters.and(filters);
    long total = logs.countDocuments(filter);
    long skip = (page.getPageNumber() - 1L) * page.getShowNumber();
    if (page.getPageNumber() < 1 || page.getShowNumber() < 1 || skip >= total) {
      return new Found(total, List.of());
    }
    List<ClientLog> shown = new ArrayList<>();
    logs.find(filter)
        .sort(NEWEST_FIRST)
        .skip(Math.toIntExact(skip))
        .limit(page.getShowNumber())
        .forEach(row -> shown.add(ClientLog.of(row)));
    return new Found(total, shown);
  }
}
