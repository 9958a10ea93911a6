package im.common.mongo;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import im.common.config.MongodbConfig;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/// The MongoDB connection of a process. Collections keep the reference's names and layout.
public final class Mongo implements AutoCloseable {
  private final MongoClient client;
  private final MongoDatabase database;

  /// Opens the pool; the first command finds out whether the server is there.
  public Mongo(MongodbConfig config) {
    ConnectionString uri = new ConnectionString(uri(config));
    String inUri = uri.getDatabase();
    MongoClientSettings.Builder settings =
        MongoClientSettings.builder()
            .applyConnectionString(uri)
            .applyToConnectionPoolSettings(pool -> pool.maxSize(config.maxPoolSize()))
            .applyToClusterSettings(cluster -> cluster.serverSelectionTimeout(10, TimeUnit.SECONDS))
            .retryWrites(isReplicaSet(config));
    if (isReplicaSet(config) && config.uri().isEmpty()) {
      Concerns.apply(config, settings);
    }
    client = MongoClients.create(settings.build());
    database = client.getDatabase(inUri == null ? config.database() : inUri);
  }

  /// A collection of the configured database.
  public MongoCollection<Document> collection(String name) {
    return database.getCollection(name);
  }

  @Override
  public void close() {
    client.close();
  }

  private static boolean isReplicaSet(MongodbConfig config) {
    return config.mongoMode().equals("replicaSet");
  }

  private static String uri(MongodbConfig config) {
    if (!config.uri().isEmpty()) {
      return config.uri();
    }
    String credentials =
        config.username().isEmpty()
            ? ""
            : encode(config.username()) + ":" + encode(config.password()) + "@";
    boolean replicaSet = isReplicaSet(config);
    String hosts = String.join(",", replicaSet ? config.replicaSet().hosts() : config.address());
    String source =
        config.authSource().isEmpty() || config.username().isEmpty()
            ? ""
            : "&authSource=" + config.authSource();
    String set = replicaSet ? "&replicaSet=" + config.replicaSet().name() : "";
    return "mongodb://"
        + credentials
        + hosts
        + "/"
        + config.database()
        + "?maxPoolSize="
        + config.maxPoolSize()
        + source
        + set;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
