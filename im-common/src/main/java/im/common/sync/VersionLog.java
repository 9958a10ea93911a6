package im.common.sync;

import static im.common.mongo.DocumentFields.number;

import com.google.common.collect.Lists;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import im.common.error.ErrorCode;
import im.common.mongo.Indexes;
import im.common.mongo.Inserts;
import im.common.mongo.Mongo;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.types.ObjectId;

/// The change log of one kind of list, one document for each owner (`reference/pipeline-storage.md`
/// 10: collections `friend_version`, `conversation_version`, `group_member_version`,
/// `group_join_version`).
///
/// Record a change **after** making it: who reads the new version then finds the change. A change's
/// version and its entries appear in one write, which only succeeds on the version it was prepared
/// for; concurrent changes of one owner therefore never share a version and never skip one. Older
/// entries of the same elements are removed in a second write. If that one is lost, nothing is:
/// readers count the newest entry of an element only.
public final class VersionLog {
  private static final int MAX_DOCUMENTS_PER_WRITE = 500;
  private static final int MARKERS = 2;
  private static final int WINDOW = 256;
  private static final int MAX_ENTRIES = 5_000;
  private static final String BEYOND = "logs." + MAX_ENTRIES;
  private static final int VERSIONS_BETWEEN_CHECKS = 32;
  private static final Document HEAD_AND_LAST_ENTRIES =
      new Document("version", 1).append("logs", new Document("$slice", -WINDOW));
  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);
  private static final BulkWriteOptions ORDERED = new BulkWriteOptions().ordered(true);
  private static final BulkWriteOptions UNORDERED = new BulkWriteOptions().ordered(false);

  /// One version step of one owner: what happened to `elementIDs`.
  public record Change(VersionState state, List<String> elementIDs) {
    /// Refuses an empty list with 1001: a step changes something.
    public Change {
      if (elementIDs.isEmpty()) {
        throw ErrorCode.ARGS.because("changed elements: none (expected: at least one id)");
      }
      elementIDs = List.copyOf(new LinkedHashSet<>(elementIDs));
    }
  }

  private final MongoCollection<Document> documents;
  private final Clock clock;

  /// The log kept in `collection`; makes the index it needs.
  public VersionLog(Mongo mongo, String collection, Clock clock) {
    Indexes.ensure(mongo, collection);
    documents = mongo.collection(collection);
    this.clock = clock;
  }

  /// Records one step and returns its version.
  public long append(String ownerID, VersionState state, List<String> elementIDs) {
    return appendSteps(ownerID, List.of(new Change(state, elementIDs)));
  }

  /// Records several steps of one owner, each with a version of its own, in one write. Returns the
  /// last version.
  public long appendSteps(String ownerID, List<Change> steps) {
    long version = versions(List.of(ownerID)).getOrDefault(ownerID, 0L);
    if (isCheckDue(version, steps.size()) && isTooLong(ownerID)) {
      drop(ownerID);
      version = 0;
    }
    while (!tryAppend(ownerID, version, steps)) {
      version = versions(List.of(ownerID)).getOrDefault(ownerID, 0L);
    }
    return version + steps.size();
  }

  /// Records the same step for each of many owners.
  public void appendEach(Collection<String> ownerIDs, VersionState state, List<String> elementIDs) {
    Change change = new Change(state, elementIDs);
    Map<String, Change> changes = new LinkedHashMap<>();
    ownerIDs.forEach(ownerID -> changes.put(ownerID, change));
    appendEach(changes);
  }

  /// Records one step for each owner, in a few writes however many owners there are.
  public void appendEach(Map<String, Change> changes) {
    for (List<String> some :
        Lists.partition(List.copyOf(changes.keySet()), MAX_DOCUMENTS_PER_WRITE)) {
      List<String> waiting = some;
      while (!waiting.isEmpty()) {
        waiting = appendOrGiveBack(waiting, changes);
      }
    }
  }

  /// The head of the owner's document, which is created with version 1 when there is none.
  public VersionHeader header(String ownerID) {
    Document found = documents.find(key(ownerID)).projection(new Document("version", 1)).first();
    return found != null ? VersionDocument.head(found) : create(ownerID);
  }

  /// The head of the owner's document, [VersionHeader#NONE] when there is none: looking makes none,
  /// for its first version is that of the first change.
  public VersionHeader headIfThere(String ownerID) {
    return headers(List.of(ownerID)).getOrDefault(ownerID, VersionHeader.NONE);
  }

  /// The heads of several owners' documents in one query; those without a document are left out.
  public Map<String, VersionHeader> headers(Collection<String> ownerIDs) {
    Map<String, VersionHeader> heads = new HashMap<>();
    if (ownerIDs.isEmpty()) {
      return heads;
    }
    for (Document found :
        documents.find(keys(ownerIDs)).projection(new Document("d_id", 1).append("version", 1))) {
      heads.put(found.getString("d_id"), VersionDocument.head(found));
    }
    return heads;
  }

  /// The newest change of each element whose version is above `version` (unsigned), and the head
  /// they belong to. When there are more than [IncrementalSync#MAX_CHANGES], at least that many and
  /// one more are given, not necessarily all.
  public VersionChanges changesSince(String ownerID, long version) {
    // Entries are in the order of their versions: the end of the list usually holds all that is
    // asked.
    Document found = documents.find(key(ownerID)).projection(HEAD_AND_LAST_ENTRIES).first();
    if (found == null) {
      return new VersionChanges(create(ownerID), List.of());
    }
    VersionChanges changes = VersionDocument.changesAbove(version, found);
    boolean isCut =
        VersionDocument.logs(found).size() == WINDOW
            && VersionDocument.above(
                version, number(VersionDocument.logs(found).getFirst(), "version"));
    if (isCut && changes.entries().size() <= IncrementalSync.MAX_CHANGES + MARKERS) {
      found = documents.find(key(ownerID)).first();
      return found == null
          ? new VersionChanges(create(ownerID), List.of())
          : VersionDocument.changesAbove(version, found);
    }
    return changes;
  }

  /// Those of `elementIDs` whose newest change is a removal that was made after `known` was the
  /// head. A document that was begun since is newer as a whole.
  public Set<String> removedSince(
      String ownerID, Collection<String> elementIDs, VersionHeader known) {
    Document found = documents.find(key(ownerID)).first();
    Set<String> removed = new HashSet<>(elementIDs);
    removed.retainAll(found == null ? Set.of() : VersionDocument.removedSince(known, found));
    return removed;
  }

  /// The same seen from one element: those owners of `known`, their heads, who removed it since; in
  /// one query.
  public Set<String> ownersWhoRemoved(String elementID, Map<String, VersionHeader> known) {
    Document removal = new Document("e_id", elementID).append("state", VersionState.DELETE.code());
    Document filter = keys(known.keySet()).append("logs", new Document("$elemMatch", removal));
    Set<String> owners = new HashSet<>();
    for (Document found : documents.find(filter)) {
      String ownerID = found.getString("d_id");
      VersionHeader head = known.getOrDefault(ownerID, VersionHeader.NONE);
      if (VersionDocument.removedSince(head, found).contains(elementID)) {
        owners.add(ownerID);
      }
    }
    return owners;
  }

  /// Removes the owner's document: clients that know it load everything the next time.
  public void drop(String ownerID) {
    documents.deleteOne(key(ownerID));
  }

  /// Whether one of the versions from which the steps start is one at which to look.
  private static boolean isCheckDue(long version, int steps) {
    return version > 0
        && (version + steps - 1) / VERSIONS_BETWEEN_CHECKS
            > (version - 1) / VERSIONS_BETWEEN_CHECKS;
  }

  /// A document has one entry for each element that ever changed, and would end at 16 MB. Whoever
  /// is that far behind loads the whole list anyhow.
  private boolean isTooLong(String ownerID) {
    Document longer = key(ownerID).append(BEYOND, new Document("$exists", true));
    return documents.find(longer).projection(new Document("version", 1)).first() != null;
  }

  /// As [#isTooLong], for those of many owners whose turn it is: their documents are removed, and
  /// they are given back.
  private Set<String> startOver(Map<String, Long> versions) {
    List<String> due =
        versions.entrySet().stream()
            .filter(each -> isCheckDue(each.getValue(), 1))
            .map(Map.Entry::getKey)
            .toList();
    if (due.isEmpty()) {
      return Set.of();
    }
    Document longer = keys(due).append(BEYOND, new Document("$exists", true));
    Set<String> tooLong = new HashSet<>();
    for (Document found : documents.find(longer).projection(new Document("d_id", 1))) {
      tooLong.add(found.getString("d_id"));
    }
    if (!tooLong.isEmpty()) {
      documents.deleteMany(keys(tooLong));
    }
    return tooLong;
  }

  private boolean tryAppend(String ownerID, long version, List<Change> steps) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    writes.add(advance(ownerID, version, steps));
    if (version > 0) {
      writes.add(removeOlder(ownerID, version, steps));
    }
    try {
      documents.bulkWrite(writes, ORDERED);
      return true;
    } catch (MongoBulkWriteException e) {
      var _ = Inserts.collisions(e);
      return false;
    }
  }

  /// Tries all of `owners` once and returns those that another change overtook.
  private List<String> appendOrGiveBack(List<String> owners, Map<String, Change> changes) {
    Map<String, Long> versions = versions(owners);
    versions.keySet().removeAll(startOver(versions));
    List<WriteModel<Document>> advances = new ArrayList<>(owners.size());
    List<WriteModel<Document>> removals = new ArrayList<>(owners.size());
    for (String owner : owners) {
      long version = versions.getOrDefault(owner, 0L);
      List<Change> steps = List.of(step(changes, owner));
      // Most of many newcomers have no document yet: an insert costs a store less than an upsert.
      advances.add(
          version == 0
              ? new InsertOneModel<>(first(owner, steps.getFirst()))
              : advance(owner, version, steps));
      removals.add(removeOlder(owner, version, steps));
    }
    Set<Integer> failed = write(advances);
    List<String> overtaken = new ArrayList<>();
    List<WriteModel<Document>> due = new ArrayList<>(owners.size());
    for (int i = 0; i < owners.size(); i++) {
      if (failed.contains(i)) {
        overtaken.add(owners.get(i));
      } else if (versions.containsKey(owners.get(i))) {
        due.add(removals.get(i));
      }
    }
    if (!due.isEmpty()) {
      documents.bulkWrite(due, UNORDERED);
    }
    return overtaken;
  }

  /// Writes all and returns the places of those that were overtaken.
  private Set<Integer> write(List<WriteModel<Document>> advances) {
    try {
      documents.bulkWrite(advances, UNORDERED);
      return Set.of();
    } catch (MongoBulkWriteException e) {
      return Inserts.collisions(e);
    }
  }

  private static Change step(Map<String, Change> changes, String owner) {
    Change change = changes.get(owner);
    if (change == null) {
      throw new IllegalStateException("owner without a change: " + owner);
    }
    return change;
  }

  /// The document of an owner whose list changes for the first time. When somebody else made it in
  /// between, its insert collides with the unique `d_id`, as an advance does.
  private Document first(String ownerID, Change step) {
    Date now = Date.from(clock.instant());
    return key(ownerID)
        .append("logs", entries(step, 1, now))
        .append("version", 1L)
        .append("deleted", 0L)
        .append("last_update", now);
  }

  private static List<Document> entries(Change step, long version, Date now) {
    return step.elementIDs().stream()
        .map(elementID ->
            new Document("e_id", elementID)
                .append("state", step.state().code())
                .append("version", version)
                .append("last_update", now))
        .toList();
  }

  /// The write that makes `version` into the next ones. When somebody else made them first, the
  /// filter finds nothing, the upsert collides with the unique `d_id`, and the write fails: that
  /// failure, unlike a count of matches, names the overtaken write in a bulk. Version 0 stands for
  /// "no document yet".
  private UpdateOneModel<Document> advance(String ownerID, long version, List<Change> steps) {
    Date now = Date.from(clock.instant());
    List<Document> entries = new ArrayList<>();
    long next = version;
    for (Change step : steps) {
      next++;
      entries.addAll(entries(step, next, now));
    }
    Document update =
        new Document("$push", new Document("logs", new Document("$each", entries)))
            .append("$set", new Document("version", next).append("last_update", now))
            .append("$setOnInsert", new Document("deleted", 0L));
    return new UpdateOneModel<>(key(ownerID).append("version", version), update, UPSERT);
  }

  private static UpdateOneModel<Document> removeOlder(
      String ownerID, long version, List<Change> steps) {
    List<String> elementIDs = steps.stream().flatMap(s -> s.elementIDs().stream()).toList();
    Document older =
        new Document("e_id", new Document("$in", elementIDs))
            .append("version", new Document("$lte", version));
    return new UpdateOneModel<>(key(ownerID), new Document("$pull", new Document("logs", older)));
  }

  private Map<String, Long> versions(List<String> ownerIDs) {
    // One owner is asked for by plain equality: every store answers that from the index.
    Document filter = ownerIDs.size() == 1 ? key(ownerIDs.getFirst()) : keys(ownerIDs);
    Map<String, Long> versions = new HashMap<>();
    for (Document found :
        documents.find(filter).projection(new Document("d_id", 1).append("version", 1))) {
      versions.put(found.getString("d_id"), number(found, "version"));
    }
    return versions;
  }

  private VersionHeader create(String ownerID) {
    ObjectId id = new ObjectId();
    Document first =
        new Document("_id", id)
            .append("d_id", ownerID)
            .append("logs", List.of())
            .append("version", 1L)
            .append("deleted", 0L)
            .append("last_update", Date.from(clock.instant()));
    // Somebody else may have made it in between.
    return Inserts.insert(documents, first) ? new VersionHeader(id, 1) : header(ownerID);
  }

  private static Document keys(Collection<String> ownerIDs) {
    return new Document("d_id", new Document("$in", List.copyOf(ownerIDs)));
  }

  private static Document key(String ownerID) {
    return new Document("d_id", ownerID);
  }
}
