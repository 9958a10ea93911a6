package im.common.sync;

import static im.common.sync.VersionState.DELETE;
import static im.common.sync.VersionState.INSERT;
import static im.common.sync.VersionState.UPDATE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import im.common.error.ErrorCode;
import im.common.error.ImException;
import im.common.sync.IncrementalSync.Answer;
import im.common.sync.IncrementalSync.Known;
import im.common.sync.VersionLog.Change;
import im.common.testing.MongoExtension;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The version log on a real store: layout, steps, and changes that meet.
@ExtendWith(MongoExtension.class)
final class VersionLogTest {
  private static final String COLLECTION = "friend_version";
  private static final Instant NOW = Instant.parse("2026-11-24T05:00:00Z");

  private final String owner = UUID.randomUUID().toString();
  private final VersionLog log =
      new VersionLog(MongoExtension.mongo(), COLLECTION, Clock.fixed(NOW, ZoneOffset.UTC));

  @Test
  void writesTheLayoutOfTheReference() {
    log.append(owner, INSERT, List.of("a", "b"));

    Document stored = stored();
    assertThat(stored.keySet())
        .containsExactlyInAnyOrder("_id", "d_id", "logs", "version", "deleted", "last_update");
    assertThat(stored.get("_id")).isInstanceOf(ObjectId.class);
    assertThat(stored.get("version")).isEqualTo(1L);
    assertThat(stored.get("deleted")).isEqualTo(0L);
    assertThat(stored.get("last_update")).isEqualTo(Date.from(NOW));
    assertThat(stored.getList("logs", Document.class))
        .containsExactly(entry("a", 1, 1L), entry("b", 1, 1L));
  }

  @Test
  void firstReadMakesVersionOne() {
    VersionHeader head = log.header(owner);
    assertThat(head.version()).isEqualTo(1);
    assertThat(log.header(owner)).isEqualTo(head);
    assertThat(stored().getList("logs", Document.class)).isEmpty();
    assertThat(log.append(owner, INSERT, List.of("a"))).isEqualTo(2);
    assertThat(log.header(owner).versionID()).isEqualTo(head.versionID());
  }

  @Test
  void keepsOnlyTheNewestEntryOfAnElement() {
    log.append(owner, INSERT, List.of("a", "b"));
    log.append(owner, UPDATE, List.of("a"));
    log.append(owner, DELETE, List.of("b"));

    assertThat(stored().getList("logs", Document.class))
        .containsExactly(entry("a", 3, 2L), entry("b", 2, 3L));
    assertThat(log.changesSince(owner, 1).entries())
        .containsExactly(new VersionEntry("a", UPDATE, 2), new VersionEntry("b", DELETE, 3));
    assertThat(log.changesSince(owner, 2).entries())
        .containsExactly(new VersionEntry("b", DELETE, 3));
  }

  @Test
  void readersIgnoreOlderEntriesThatAreStillThere() {
    // What a writer leaves behind that stops between its two writes.
    var _ =
        documents()
            .insertOne(
                new Document("d_id", owner)
                    .append(
                        "logs", List.of(entry("a", 1, 1L), entry("b", 1, 1L), entry("a", 2, 2L)))
                    .append("version", 2L)
                    .append("deleted", 0L)
                    .append("last_update", Date.from(NOW)));

    assertThat(log.changesSince(owner, 0).entries())
        .containsExactly(new VersionEntry("b", INSERT, 1), new VersionEntry("a", DELETE, 2));
    log.append(owner, INSERT, List.of("a"));
    assertThat(stored().getList("logs", Document.class))
        .containsExactly(entry("b", 1, 1L), entry("a", 1, 3L));
  }

  @Test
  void aDocumentThatGrowsTooLongStartsOver() {
    grow(owner);
    VersionHeader before = log.header(owner);
    log.append(owner, UPDATE, List.of("e1"));

    VersionHeader after = log.header(owner);
    assertThat(after.versionID()).isNotEqualTo(before.versionID());
    assertThat(after.version()).isEqualTo(1);
    assertThat(stored().getList("logs", Document.class)).hasSize(1);
  }

  @Test
  void documentsOfManyOwnersThatGrowTooLongStartOver() {
    String other = owner + "other";
    grow(owner);
    grow(other);
    var _ =
        documents()
            .updateOne(
                new Document("d_id", other), new Document("$set", new Document("logs", List.of())));
    VersionHeader before = log.header(owner);
    VersionHeader others = log.header(other);
    log.appendEach(List.of(owner, other), UPDATE, List.of("e2"));

    VersionHeader after = log.header(owner);
    assertThat(after.versionID()).isNotEqualTo(before.versionID());
    assertThat(after.version()).isEqualTo(1);
    assertThat(stored().getList("logs", Document.class)).hasSize(1);
    assertThat(log.header(other)).isEqualTo(new VersionHeader(others.id(), others.version() + 1));
  }

  @Test
  void readsNumbersOfEitherWidth() {
    var _ =
        documents()
            .insertOne(
                new Document("d_id", owner)
                    .append("logs", List.of(new Document(entry("a", 1, 1L)).append("version", 4)))
                    .append("version", 4)
                    .append("deleted", 0)
                    .append("last_update", Date.from(NOW)));

    assertThat(log.changesSince(owner, 3).entries())
        .containsExactly(new VersionEntry("a", INSERT, 4));
    assertThat(log.append(owner, UPDATE, List.of("a"))).isEqualTo(5);
  }

  @Test
  void findsTheFewChangesOfALongList() {
    List<String> elements = IntStream.range(0, 1000).mapToObj(i -> "e" + i).toList();
    log.append(owner, INSERT, elements);
    log.append(owner, UPDATE, List.of("e7"));

    assertThat(log.changesSince(owner, 1).entries())
        .containsExactly(new VersionEntry("e7", UPDATE, 2));
    assertThat(log.changesSince(owner, 0).entries()).hasSizeGreaterThan(200);
  }

  @Test
  void looksFurtherWhenLeftoversCrowdTheEnd() {
    List<Document> logs = new ArrayList<>();
    logs.add(entry("early", 1, 2L));
    for (long version = 3; version < 600; version++) {
      logs.add(entry("busy", 3, version));
    }
    var _ =
        documents()
            .insertOne(
                new Document("d_id", owner)
                    .append("logs", logs)
                    .append("version", 599L)
                    .append("deleted", 0L)
                    .append("last_update", Date.from(NOW)));

    assertThat(log.changesSince(owner, 1).entries())
        .containsExactly(
            new VersionEntry("early", INSERT, 2), new VersionEntry("busy", UPDATE, 599));
  }

  @Test
  void stepsOfOneWriteHaveVersionsOfTheirOwn() {
    log.append(owner, INSERT, List.of("a", "b"));
    long last =
        log.appendSteps(
            owner, List.of(new Change(DELETE, List.of("a")), new Change(DELETE, List.of("b"))));

    assertThat(last).isEqualTo(3);
    assertThat(log.changesSince(owner, 2).entries())
        .containsExactly(new VersionEntry("b", DELETE, 3));
  }

  @Test
  void elementsNamedTwiceGetOneEntry() {
    log.append(owner, UPDATE, List.of("a", "a"));
    assertThat(stored().getList("logs", Document.class)).containsExactly(entry("a", 3, 1L));
  }

  @Test
  void elementsAreLiterals() {
    log.append(owner, INSERT, List.of("$logs"));
    assertThat(log.changesSince(owner, 0).entries())
        .containsExactly(new VersionEntry("$logs", INSERT, 1));
  }

  @Test
  void refusesAStepWithoutElements() {
    assertThatThrownBy(() -> log.append(owner, UPDATE, List.of()))
        .isInstanceOfSatisfying(
            ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGS.code()));
  }

  @Test
  void droppedDocumentsComeBackUnderAnotherID() {
    String before = log.header(owner).versionID();
    log.drop(owner);
    assertThat(log.append(owner, INSERT, List.of("a"))).isEqualTo(1);
    assertThat(log.header(owner).versionID()).isNotEqualTo(before);
  }

  @Test
  void aVersionBeyondTheSignedRangeIsAheadOfEverything() {
    log.append(owner, INSERT, List.of("a"));
    assertThat(log.changesSince(owner, -1).entries()).isEmpty();
  }

  @Test
  void manyOwnersGetAStepEach() {
    List<String> owners = IntStream.range(0, 1200).mapToObj(i -> owner + i).toList();
    log.append(owners.get(3), INSERT, List.of("x"));
    log.appendEach(owners, INSERT, List.of("group"));

    for (String one : owners) {
      boolean hadOne = one.equals(owners.get(3));
      assertThat(log.header(one).version()).isEqualTo(hadOne ? 2 : 1);
    }
    assertThat(log.changesSince(owners.get(3), 1).entries())
        .containsExactly(new VersionEntry("group", INSERT, 2));
  }

  @Test
  void concurrentChangesNeitherShareNorSkipAVersion() throws Exception {
    int threads = 16;
    int each = 12;
    List<Future<List<Long>>> running = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int t = 0; t < threads; t++) {
        String element = "e" + t;
        running.add(
            pool.submit(() -> {
              List<Long> versions = new ArrayList<>();
              for (int i = 0; i < each; i++) {
                versions.add(log.append(owner, UPDATE, List.of(element, "shared")));
              }
              return versions;
            }));
      }
    }
    List<Long> versions = new ArrayList<>();
    for (Future<List<Long>> one : running) {
      versions.addAll(one.get());
    }

    assertThat(versions)
        .containsExactlyInAnyOrderElementsOf(
            LongStream.rangeClosed(1, threads * each).boxed().toList());
    assertThat(log.header(owner).version()).isEqualTo(threads * each);
    assertThat(log.changesSince(owner, 0).entries())
        .hasSize(threads + 1)
        .last()
        .extracting(VersionEntry::version)
        .isEqualTo((long) threads * each);
    assertThat(stored().getList("logs", Document.class)).hasSize(threads + 1);
  }

  @Test
  void concurrentBatchesReachEveryOwnerOnce() throws Exception {
    List<String> owners = IntStream.range(0, 20).mapToObj(i -> owner + i).toList();
    int batches = 8;
    List<Future<?>> running = new ArrayList<>();
    try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int b = 0; b < batches; b++) {
        String element = "e" + b;
        running.add(pool.submit(() -> log.appendEach(owners, INSERT, List.of(element))));
      }
    }
    for (Future<?> one : running) {
      one.get();
    }

    for (String one : owners) {
      VersionChanges changes = log.changesSince(one, 0);
      assertThat(changes.head().version()).isEqualTo(batches);
      assertThat(changes.entries())
          .extracting(VersionEntry::version)
          .containsExactlyElementsOf(LongStream.rangeClosed(1, batches).boxed().toList());
    }
  }

  @Test
  void answersAClientStepByStep() {
    Answer first = IncrementalSync.answer(log, owner, new Known("", 0));
    assertThat(first.full()).isTrue();
    Known known = new Known(first.head().versionID(), first.head().version());
    log.append(owner, INSERT, List.of("a"));
    log.append(owner, UPDATE, List.of(IncrementalSync.ORDER, "a"));

    Answer next = IncrementalSync.answer(log, owner, known);
    assertThat(next.full()).isFalse();
    assertThat(next.updated()).containsExactly("a");
    assertThat(next.orderVersion()).isEqualTo(3);
    assertThat(next.head().version()).isEqualTo(3);
  }

  @Test
  void refusesAnEmptyOwner() {
    assertThatThrownBy(() -> IncrementalSync.answer(log, "", new Known("", 0)))
        .isInstanceOfSatisfying(
            ImException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ARGS.code()));
  }

  private static Document entry(String elementID, int state, long version) {
    return new Document("e_id", elementID)
        .append("state", state)
        .append("version", version)
        .append("last_update", Date.from(NOW));
  }

  /// Makes the document of `ownerID` longer than it may be, just before its length is looked at.
  private void grow(String ownerID) {
    log.append(ownerID, INSERT, List.of("e0"));
    List<Document> entries =
        IntStream.range(0, 5_001)
            .mapToObj(i ->
                new Document("e_id", "e" + i)
                    .append("state", INSERT.code())
                    .append("version", 1L)
                    .append("last_update", new Date()))
            .toList();
    assertThat(
            documents()
                .updateOne(
                    new Document("d_id", ownerID),
                    new Document("$set", new Document("version", 64L).append("logs", entries)))
                .getModifiedCount())
        .isOne();
  }

  private Document stored() {
    Document stored = documents().find(new Document("d_id", owner)).first();
    assertThat(stored).isNotNull();
    return stored;
  }

  private static MongoCollection<Document> documents() {
    return MongoExtension.mongo().collection(COLLECTION);
  }
}
