package im.standalone.embedded;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.ServerVersion;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// mongo-java-server on its H2 file, committed five times a second and at the end: a killed process
/// loses at most the writes of the last 200 ms.
final class JavaMongo implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(JavaMongo.class);
  private static final long COMMIT_MILLIS = 200;

  private final H2Backend backend;
  private final MongoServer server;
  private final ScheduledExecutorService committer;

  private JavaMongo(H2Backend backend, MongoServer server, ScheduledExecutorService committer) {
    this.backend = backend;
    this.server = server;
    this.committer = committer;
  }

  static JavaMongo start(Path folder, int port) throws StartFailure {
    try {
      SortedBackend backend = new SortedBackend(folder.resolve("mongo.mv").toString());
      backend.version(ServerVersion.MONGO_5_0); // the oldest the driver talks to
      MongoServer server = new MongoServer(backend);
      bind(server, port);
      ScheduledExecutorService committer =
          Executors.newSingleThreadScheduledExecutor(
              Thread.ofPlatform().daemon().name("mongo-commit").factory());
      JavaMongo mongo = new JavaMongo(backend, server, committer);
      committer.scheduleWithFixedDelay(
          mongo::commit, COMMIT_MILLIS, COMMIT_MILLIS, TimeUnit.MILLISECONDS);
      return mongo;
    } catch (Exception e) { // H2 tells of a broken or locked file so, Netty of a taken port
      throw DataDirectory.unusable("MongoDB", folder, e);
    }
  }

  /// A server that cannot bind must let go of its file, or it cannot be opened a second time.
  private static void bind(MongoServer server, int port) {
    boolean isBound = false;
    try {
      server.bind("127.0.0.1", port);
      isBound = true;
    } finally {
      if (!isBound) {
        server.shutdownNow();
      }
    }
  }

  private void commit() {
    try {
      backend.commit();
    } catch (RuntimeException e) { // thrown on, it would end the timer
      log.error("MongoDB: data cannot be written", e);
    }
  }

  @Override
  public void close() {
    committer.close();
    commit();
    server.shutdownNow();
  }
}
