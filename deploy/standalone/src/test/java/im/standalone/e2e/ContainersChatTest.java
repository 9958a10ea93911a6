package im.standalone.e2e;

import im.standalone.Settings;
import im.standalone.StandaloneServer;
import im.standalone.embedded.Infrastructure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.mongodb.MongoDBContainer;

/// The scenarios on the stores as they are released, in containers: `mvn -Pcontainers`. Fails where
/// there is no Docker engine: who asks for it wants to know.
@Tag("containers")
class ContainersChatTest extends ChatScenarios {

  private static final int REDIS_PORT = 6379;

  private static final KafkaContainer KAFKA = new KafkaContainer("apache/kafka:4.1.1");
  private static final MongoDBContainer MONGO = new MongoDBContainer("mongo:8.0");
  private static final GenericContainer<?> REDIS =
      new GenericContainer<>("redis:8").withExposedPorts(REDIS_PORT);

  private static StandaloneChatTest.InJvm server;

  @BeforeAll
  static void start() throws Exception {
    Startables.deepStart(KAFKA, MONGO, REDIS).join();
    Infrastructure.Given stores =
        new Infrastructure.Given(
            KAFKA.getBootstrapServers(),
            REDIS.getHost() + ":" + REDIS.getMappedPort(REDIS_PORT),
            MONGO.getConnectionString());
    server =
        new StandaloneChatTest.InJvm(
            StandaloneServer.start(new Settings(TestData.fresh("containers"), null, 0, 0, stores)));
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
    KAFKA.stop();
    MONGO.stop();
    REDIS.stop();
  }

  @Override
  ServerUnderTest server() {
    return server;
  }
}
