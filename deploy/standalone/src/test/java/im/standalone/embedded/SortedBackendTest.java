package im.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.stream.IntStream;
import org.bson.Document;
import org.bson.types.Binary;
import org.bson.types.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SortedBackendTest {
  private static final int MANY = 500;
  private static final List<Object> VALUES =
      List.of(
          "",
          "a",
          "b",
          1,
          2L,
          2.5,
          true,
          false,
          new ObjectId("0123456789abcdef01234567"),
          new ObjectId("0123456789abcdef01234568"),
          Date.from(Instant.EPOCH),
          Date.from(Instant.EPOCH.plusMillis(1)),
          new Binary(new byte[] {1}),
          new Binary(new byte[] {2}),
          new Document("x", 1),
          new Document("x", 2));

  @TempDir private Path folder;

  @FunctionalInterface
  private interface Use {
    void of(MongoCollection<Document> things);
  }

  @Test
  void findsEveryKeyAgainAfterARestart() {
    with(sorted(), SortedBackendTest::fill);
    with(sorted(), SortedBackendTest::holdsAll);
  }

  @Test
  void anIndexOfAnOlderFileKeepsItsOrder() {
    with(new H2Backend(file()), SortedBackendTest::fill);
    with(
        sorted(),
        things -> {
          holdsAll(things);
          things.deleteOne(key(7));
          things.insertOne(key(7).append("n", 7));
        });
    with(sorted(), SortedBackendTest::holdsAll);
  }

  @Test
  void keepsValuesOfAllTypes() {
    List<Document> rows = VALUES.stream().map(value -> new Document("v", value)).toList();
    with(sorted(), things -> things.insertMany(rows));
    with(sorted(), things -> assertThat(things.find()).containsExactlyElementsOf(rows));
  }

  @Test
  void readsAndChangesDocumentsOfAnOlderFile() {
    List<Document> rows = VALUES.stream().map(value -> new Document("v", value)).toList();
    with(new H2Backend(file()), things -> things.insertMany(rows));
    with(
        sorted(),
        things -> {
          assertThat(things.find()).containsExactlyElementsOf(rows);
          things.updateMany(new Document(), new Document("$set", new Document("w", 1)));
        });
    rows.forEach(row -> row.append("w", 1));
    with(sorted(), things -> assertThat(things.find()).containsExactlyElementsOf(rows));
  }

  @Test
  void helpsQueriesThatAskForMoreThanItsKeys() {
    with(
        sorted(),
        things -> {
          fill(things);
          Document user3 = new Document("a", "user3");
          List<Integer> all = IntStream.range(0, MANY).filter(i -> i % 97 == 3).boxed().toList();
          assertThat(numbers(things.find(user3))).containsExactlyElementsOf(all);
          assertThat(numbers(things.find(new Document(user3).append("n", 100))))
              .containsExactly(100);
          assertThat(numbers(things.find(new Document(user3).append("b", new Document("$gt", 3L)))))
              .containsExactlyElementsOf(all.subList(1, all.size()));
          assertThat(numbers(things.find(key(100).append("n", 100)))).containsExactly(100);
          assertThat(numbers(things.find(key(100).append("n", 101)))).isEmpty();
          assertThat(numbers(things.find(new Document("b", 100L)))).containsExactly(100);
          Document some = new Document("$in", List.of("user3", "user5", "user3", "nobody"));
          List<Integer> both =
              IntStream.range(0, MANY).filter(i -> i % 97 == 3 || i % 97 == 5).boxed().toList();
          assertThat(numbers(things.find(new Document("a", some))))
              .containsExactlyInAnyOrderElementsOf(both);
          assertThat(numbers(things.find(new Document("a", some).append("n", 100))))
              .containsExactly(100);
          assertThat(numbers(things.find(new Document("a", some).append("b", 5L))))
              .containsExactly(5);
          assertThat(numbers(things.find(new Document("a", new Document("$in", List.of())))))
              .isEmpty();
          things.deleteMany(new Document(user3).append("n", new Document("$ne", 3)));
          assertThat(numbers(things.find(user3))).containsExactly(3);
          assertThat(things.countDocuments()).isEqualTo(MANY - all.size() + 1L);
        });
  }

  @Test
  void tellsValuesOfAllTypesApart() {
    with(
        sorted(),
        things -> {
          things.createIndex(new Document("v", 1), new IndexOptions().unique(true));
          for (Object value : VALUES) {
            things.insertOne(new Document("v", value));
          }
          things.insertOne(new Document());
          for (Object value : VALUES) {
            assertThat(things.find(new Document("v", value)))
                .as("%s", value)
                .hasSize(1)
                .allSatisfy(found -> assertThat(found.get("v")).isEqualTo(value));
            assertThatThrownBy(() -> things.insertOne(new Document("v", value)))
                .isInstanceOf(MongoWriteException.class);
          }
          assertThatThrownBy(() -> things.insertOne(new Document("v", 1.0)))
              .as("a number is the same in every width")
              .isInstanceOf(MongoWriteException.class);
        });
  }

  private static void fill(MongoCollection<Document> things) {
    things.createIndex(new Document("a", 1).append("b", 1), new IndexOptions().unique(true));
    List<Document> rows = new ArrayList<>();
    IntStream.range(0, MANY).forEach(i -> rows.add(key(i).append("n", i)));
    things.insertMany(rows);
  }

  private static void holdsAll(MongoCollection<Document> things) {
    for (int i = 0; i < MANY; i++) {
      assertThat(things.find(key(i)).first()).as("key %d", i).containsEntry("n", i);
    }
    assertThatThrownBy(() -> things.insertOne(key(MANY / 2)))
        .isInstanceOf(MongoWriteException.class);
  }

  private static List<Integer> numbers(Iterable<Document> found) {
    List<Integer> numbers = new ArrayList<>();
    found.forEach(each -> numbers.add(each.getInteger("n")));
    return numbers;
  }

  private static Document key(int i) {
    return new Document("a", "user" + i % 97).append("b", (long) i);
  }

  private SortedBackend sorted() {
    return new SortedBackend(file());
  }

  private String file() {
    return folder.resolve("mongo.mv").toString();
  }

  private static void with(H2Backend backend, Use use) {
    backend.version(ServerVersion.MONGO_5_0);
    MongoServer server = new MongoServer(backend);
    server.bind("127.0.0.1", 0);
    try (MongoClient client = MongoClients.create(server.getConnectionString())) {
      use.of(client.getDatabase("test").getCollection("things"));
    } finally {
      server.shutdownNow();
    }
  }
}
