package im.common.testing;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import im.common.config.MongodbConfig;
import im.common.mongo.Mongo;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Runs the embedded MongoDB for the tests of a JVM: `@ExtendWith(MongoExtension.class)`.
/// Collections have no indexes but those a test makes.
public final class MongoExtension implements BeforeAllCallback {
  private static final String DATABASE = "im_test";
  private static @Nullable Running running;

  @Override
  public void beforeAll(ExtensionContext context) {
    running(context).drop();
  }

  /// The connection to the server.
  public static Mongo mongo() {
    return require().mongo;
  }

  /// Leaves nothing of what was stored.
  public static void drop() {
    require().drop();
  }

  /// Where the server listens, as `mongodb.yml` says it.
  public static MongodbConfig config() {
    return require().config;
  }

  /// All rows of a collection, as stored.
  public static List<Document> rows(String collection) {
    MongoCollection<Document> rows = mongo().collection(collection);
    return rows.find().into(new ArrayList<>());
  }

  /// What the server was asked while `action` ran, by anybody.
  public static List<CommandRecorder.Command> commandsOf(Runnable action) {
    return CommandRecorder.during(action);
  }

  private static Running require() {
    if (running == null) {
      throw new IllegalStateException("MongoExtension is not registered with this test class");
    }
    return running;
  }

  private static synchronized Running running(ExtensionContext context) {
    if (running == null) {
      running = Running.start();
      context.getRoot().getStore(ExtensionContext.Namespace.GLOBAL).put("mongo", running);
    }
    return running;
  }

  private record Running(MongoServer server, MongoClient client, MongodbConfig config, Mongo mongo)
      implements AutoCloseable {
    static Running start() {
      MongoServer server = new MongoServer(new CommandRecorder().version(ServerVersion.MONGO_5_0));
      MongodbConfig config =
          new MongodbConfig(
              server.bindAndGetConnectionString(),
              List.of(),
              DATABASE,
              "",
              "",
              "",
              10,
              3,
              "standalone",
              new MongodbConfig.ReplicaSet("", List.of(), "", Duration.ZERO),
              new MongodbConfig.ReadPreference("primary", Duration.ZERO, List.of()),
              new MongodbConfig.WriteConcern("", false, Duration.ZERO));
      return new Running(server, MongoClients.create(config.uri()), config, new Mongo(config));
    }

    void drop() {
      client.getDatabase(DATABASE).drop();
    }

    @Override
    public void close() {
      mongo.close();
      client.close();
      server.shutdownNow();
    }
  }
}
