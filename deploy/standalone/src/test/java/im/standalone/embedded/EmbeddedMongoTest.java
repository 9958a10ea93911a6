package im.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import java.nio.file.Path;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMongoTest {

  @TempDir private Path folder;

  @Test
  void keepsDataOverARestart() throws Exception {
    try (EmbeddedMongo mongo = EmbeddedMongo.start(folder, 0);
        MongoClient client = MongoClients.create(mongo.uri())) {
      collection(client).insertOne(new Document("_id", 1).append("text", "kept"));
    }
    try (EmbeddedMongo mongo = EmbeddedMongo.start(folder, 0);
        MongoClient client = MongoClients.create(mongo.uri())) {
      assertThat(collection(client).find()).extracting("text").containsExactly("kept");
    }
  }

  private static MongoCollection<Document> collection(MongoClient client) {
    return client.getDatabase("test").getCollection("things");
  }
}
