package im.standalone.e2e;

import im.standalone.StandaloneServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The scenarios against all services in this JVM.
class StandaloneChatTest extends ChatScenarios {

  private static InJvm server;

  @BeforeAll
  static void start() throws Exception {
    server = new InJvm(StandaloneServer.start(TestData.ephemeral(TestData.fresh("standalone"))));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Override
  ServerUnderTest server() {
    return server;
  }

  /// All in one JVM.
  record InJvm(StandaloneServer server) implements ServerUnderTest {

    @Override
    public String api() {
      return server.apiAddress();
    }

    @Override
    public List<String> ws() {
      return List.of(server.wsAddress());
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
