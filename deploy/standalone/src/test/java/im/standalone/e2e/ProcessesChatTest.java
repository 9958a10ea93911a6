package im.standalone.e2e;

import im.standalone.dev.Launcher;
import im.standalone.dev.Layout;
import im.standalone.dev.ServiceKind;
import im.standalone.embedded.Infrastructure;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The scenarios against processes of their own: two gateways, two transfers, two pushes, one of
/// each of the others.
@Tag("processes")
class ProcessesChatTest extends ChatScenarios {

  static final Map<ServiceKind, Integer> TWO_OF_EACH_KIND =
      Map.of(ServiceKind.MSGGATEWAY, 2, ServiceKind.MSGTRANSFER, 2, ServiceKind.PUSH, 2);

  private static Processes server;

  @BeforeAll
  static void start() throws Exception {
    server = Processes.start(TestData.fresh("processes"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void nothingIsLostOrDoubledWhenProcessesAreKilledUnderLoad() throws Exception {
    new Faults(server.launcher()).loseAndDoubleNothing();
  }

  @Override
  ServerUnderTest server() {
    return server;
  }

  /// Separate processes.
  record Processes(Launcher launcher) implements ServerUnderTest {

    static Processes start(Path data) throws Exception {
      return new Processes(
          Launcher.start(
              new Launcher.Plan(
                  data,
                  Layout.of(TWO_OF_EACH_KIND, 0, 0),
                  Infrastructure.Given.NOTHING,
                  "openIM123",
                  null)));
    }

    @Override
    public String api() {
      return launcher.apiAddress();
    }

    @Override
    public List<String> ws() {
      return launcher.wsAddresses();
    }

    @Override
    public void close() {
      launcher.close();
    }
  }
}
