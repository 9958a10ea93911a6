package im.common.notification;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;

import com.mongodb.client.MongoCollection;
import im.common.context.RequestContext;
import im.common.mongo.DocumentFields;
import im.common.mongo.Indexes;
import im.common.mongo.Mongo;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.ObjectId;

/// The collection `notification_outbox`: what a service has begun and may not forget. Each entry
/// has a holder, who works on it until its lease ends; after that anybody may take it.
final class OutboxStore {
  static final String COLLECTION = "notification_outbox";
  static final Duration LEASE = Duration.ofSeconds(60);
  private static final int PAGE = 100;

  /// An entry.
  ///
  /// @param facts what has to be known to finish the work
  /// @param caller who asked for it
  /// @param lease until when its holder has it
  /// @param attempts how often it was taken over
  record Entry(
      ObjectId id, String kind, Document facts, RequestContext caller, Date lease, int attempts) {}

  private final MongoCollection<Document> entries;
  private final String service;
  private final String life = UUID.randomUUID().toString();

  /// The entries of `service`.
  OutboxStore(Mongo mongo, String service) {
    entries = mongo.collection(COLLECTION);
    this.service = service;
    Indexes.ensure(mongo, COLLECTION);
  }

  /// Writes a new entry, held by the instance at `address`.
  Entry insert(String kind, Document facts, RequestContext caller, String address, Instant now) {
    Entry entry = new Entry(new ObjectId(), kind, facts, caller, Date.from(now.plus(LEASE)), 0);
    entries.insertOne(
        new Document("_id", entry.id())
            .append("service", service)
            .append("kind", kind)
            .append("facts", facts)
            .append("operation_id", caller.operationID())
            .append("op_user_id", caller.opUserID())
            .append("platform", caller.platform())
            .append("conn_id", caller.connID())
            .append("admin", caller.temporaryAdmin())
            .append("owner", address)
            .append("life", life)
            .append("lease", entry.lease())
            .append("attempts", 0)
            .append("create_time", Date.from(now)));
    return entry;
  }

  void delete(Collection<ObjectId> ids) {
    entries.deleteMany(in("_id", ids));
  }

  /// Some entries that an earlier process at `address` left: two processes never listen on one
  /// address, so it is gone.
  List<Entry> leftAt(String address, Collection<String> kinds) {
    return read(
        and(eq("service", service), eq("owner", address), ne("life", life), in("kind", kinds)));
  }

  /// Some entries whose holder let the lease end.
  List<Entry> abandoned(Instant now, Collection<String> kinds) {
    return read(and(eq("service", service), lt("lease", Date.from(now)), in("kind", kinds)));
  }

  /// Makes the instance at `address` the holder and gives the entry as it is then; empty when
  /// another was faster.
  Optional<Entry> take(Entry entry, String address, Instant now) {
    Date lease = Date.from(now.plus(LEASE));
    boolean taken =
        entries
                .updateOne(
                    and(eq("_id", entry.id()), eq("lease", entry.lease())),
                    new Document(
                            "$set",
                            new Document("owner", address)
                                .append("life", life)
                                .append("lease", lease))
                        .append("$inc", new Document("attempts", 1)))
                .getMatchedCount()
            == 1;
    return taken
        ? Optional.of(
            new Entry(
                entry.id(),
                entry.kind(),
                entry.facts(),
                entry.caller(),
                lease,
                entry.attempts() + 1))
        : Optional.empty();
  }

  /// Puts an entry aside for a person: nobody takes it any more before `until`.
  void park(Entry entry, Instant until) {
    var _ =
        entries.updateOne(
            eq("_id", entry.id()), new Document("$set", new Document("lease", Date.from(until))));
  }

  private List<Entry> read(Bson filter) {
    return entries.find(filter).limit(PAGE).map(OutboxStore::read).into(new ArrayList<>());
  }

  private static Entry read(Document row) {
    return new Entry(
        row.getObjectId("_id"),
        DocumentFields.text(row, "kind"),
        row.get("facts", new Document()),
        new RequestContext(
            DocumentFields.text(row, "operation_id"),
            DocumentFields.text(row, "op_user_id"),
            DocumentFields.text(row, "platform"),
            DocumentFields.text(row, "conn_id"),
            DocumentFields.flag(row, "admin")),
        row.getDate("lease"),
        DocumentFields.integer(row, "attempts"));
  }
}
