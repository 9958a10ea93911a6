package im.rpc.msg.statistics;

import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.client.MongoCollection;
import im.common.error.ErrorCode;
import im.common.mongo.DocumentFields;
import im.common.mongo.Mongo;
import im.common.paging.Page;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/// Counts stored messages by who sent them, or to which group, and by day. One aggregation: a
/// document without a message of the span is left out before its messages are looked at, and the
/// database gives up after [#LIMIT].
final class MessageCounts {
  /// Within the deadline of a call.
  private static final Duration LIMIT = Duration.ofSeconds(8);

  private static final long DAY_MS = TimeUnit.DAYS.toMillis(1);

  private final MongoCollection<Document> messages;

  MessageCounts(Mongo mongo) {
    messages = mongo.collection("msg");
  }

  /// What is counted.
  ///
  /// @param conversations beginnings of conversation ids, such as `si_`
  /// @param field of the stored message that names who is counted
  /// @param startMs first ms that belongs to the span
  /// @param endMs first ms after it
  /// @param leastFirst how the list is ordered
  record Question(
      List<String> conversations, String field, long startMs, long endMs, boolean leastFirst) {}

  /// @param messages all messages of the span
  /// @param names how many users or groups they are counted for
  /// @param perDay UTC day as `YYYY-MM-DD` to messages, for days that have any
  /// @param shown the page: name to messages, in order; names with equal counts by name
  record Answer(long messages, long names, Map<String, Long> perDay, Map<String, Long> shown) {
    static final Answer NOTHING = new Answer(0, 0, Map.of(), Map.of());
  }

  /// Counts; throws 1001 when the span has more messages than can be counted in time.
  Answer count(Question question, Page page) {
    if (question.startMs >= question.endMs) {
      return Answer.NOTHING;
    }
    try {
      Document counts =
          messages
              .aggregate(pipeline(question, page))
              .allowDiskUse(true)
              .maxTime(LIMIT.toMillis(), TimeUnit.MILLISECONDS)
              .first();
      return counts == null ? Answer.NOTHING : answer(counts);
    } catch (MongoExecutionTimeoutException _) {
      throw ErrorCode.ARGS.because(
          "start..end: %d..%d (expected: a span that is counted within %s)"
              .formatted(question.startMs, question.endMs, LIMIT));
    }
  }

  private static List<Document> pipeline(Question question, Page page) {
    Document span = new Document("$gte", question.startMs).append("$lt", question.endMs);
    Document day = new Document("$floor", new Document("$divide", List.of("$time", DAY_MS)));
    return List.of(
        match(
            new Document("$or", question.conversations.stream().map(MessageCounts::begins).toList())
                .append("msgs", new Document("$elemMatch", new Document("msg.send_time", span)))),
        new Document("$unwind", "$msgs"),
        new Document(
            "$project",
            new Document("name", "$msgs.msg." + question.field)
                .append("time", "$msgs.msg.send_time")),
        match(new Document("time", span)),
        group(new Document("name", "$name").append("day", day), 1),
        new Document(
            "$facet",
            new Document("days", List.of(group("$_id.day", "$count")))
                .append("names", List.of(group("$_id.name", "$count"), group(null, 1)))
                .append("shown", shown(question.leastFirst, page))));
  }

  private static List<Document> shown(boolean leastFirst, Page page) {
    List<Document> stages = new ArrayList<>();
    stages.add(group("$_id.name", "$count"));
    if (page.size() == 0) {
      stages.add(match(new Document("_id", new Document("$in", List.of()))));
      return stages;
    }
    Document order = new Document("count", leastFirst ? 1 : -1).append("_id", 1);
    stages.add(new Document("$sort", order));
    stages.add(new Document("$skip", page.skip()));
    stages.add(new Document("$limit", page.size()));
    return stages;
  }

  private static Answer answer(Document counts) {
    Map<String, Long> perDay = new TreeMap<>();
    long total = 0;
    for (Document row : counts.getList("days", Document.class)) {
      long count = DocumentFields.number(row, "count");
      perDay.put(LocalDate.ofEpochDay(DocumentFields.number(row, "_id")).toString(), count);
      total += count;
    }
    Map<String, Long> shown = new LinkedHashMap<>();
    for (Document row : counts.getList("shown", Document.class)) {
      shown.put(DocumentFields.text(row, "_id"), DocumentFields.number(row, "count"));
    }
    long names =
        counts.getList("names", Document.class).stream()
            .mapToLong(row -> DocumentFields.number(row, "count"))
            .sum();
    return new Answer(total, names, perDay, shown);
  }

  /// A range of the index, which a regular expression would be too, but not on every server.
  private static Document begins(String prefix) {
    String next =
        prefix.substring(0, prefix.length() - 1) + (char) (prefix.charAt(prefix.length() - 1) + 1);
    return new Document("doc_id", new Document("$gte", prefix).append("$lt", next));
  }

  private static Document match(Document filter) {
    return new Document("$match", filter);
  }

  private static Document group(@Nullable Object id, Object counted) {
    return new Document(
        "$group", new Document("_id", id).append("count", new Document("$sum", counted)));
  }
}
