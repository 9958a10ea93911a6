package im.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import im.standalone.e2e.TestData;
import im.standalone.embedded.DataDirectory;
import im.standalone.embedded.Infrastructure;
import im.standalone.embedded.Ports;
import im.standalone.embedded.StartFailure;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every way in which a start can fail that a user can do something about ends with one line.
class StartFailureTest {

  @TempDir private Path data;

  @Test
  void aPortInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      Settings settings =
          new Settings(data, null, taken.getLocalPort(), 0, Infrastructure.Given.NOTHING);
      assertThatThrownBy(() -> StandaloneServer.start(settings))
          .isInstanceOf(StartFailure.class)
          .hasMessageContainingAll(Integer.toString(taken.getLocalPort()), "in use", "--api-port");
    }
  }

  @Test
  void aMetricsPortInUseLeavesNothingRunning() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int metricsPort = taken.getLocalPort();
      Files.writeString(
          data.resolve("openim-api.yml"),
          "prometheus: {autoSetPorts: false, ports: [%d]}\n".formatted(metricsPort));
      int apiPort = Ports.free();
      Settings settings = new Settings(data, data, apiPort, 0, Infrastructure.Given.NOTHING);
      assertThatThrownBy(() -> StandaloneServer.start(settings))
          .isInstanceOf(StartFailure.class)
          .hasMessageStartingWith("cannot listen on 127.0.0.1:" + metricsPort)
          .hasMessageContaining("in use");
      assertThat(Ports.isFree("127.0.0.1", apiPort)).as("the API's port is free").isTrue();
      DataDirectory.open(data).close(); // nothing holds it any more
    }
  }

  @Test
  void aDataDirectoryInUse() throws Exception {
    DataDirectory held = DataDirectory.open(data);
    try {
      assertThatThrownBy(() -> StandaloneServer.start(TestData.ephemeral(data)))
          .isInstanceOf(StartFailure.class)
          .hasMessageContainingAll(data.toString(), "in use", "--data");
    } finally {
      held.close();
    }
  }

  @Test
  void aFileInPlaceOfTheDataDirectory() throws Exception {
    Path file = Files.writeString(data.resolve("file"), "");
    assertThatThrownBy(() -> StandaloneServer.start(TestData.ephemeral(file)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContainingAll(file.toString(), "expected: a directory");
  }

  @Test
  void aBrokenStore() throws Exception {
    Files.createDirectories(data.resolve("mongo"));
    Files.writeString(data.resolve("mongo").resolve("mongo.mv"), "this is no database");
    assertThatThrownBy(() -> StandaloneServer.start(TestData.ephemeral(data)))
        .isInstanceOf(StartFailure.class)
        .hasMessageContainingAll("MongoDB", data.resolve("mongo").toString())
        .hasMessageNotContaining("\n");
    DataDirectory.open(data).close(); // nothing holds it any more
  }

  @Test
  void aWrongConfiguration() throws Exception {
    Files.writeString(data.resolve("share.yml"), "multiLogin:\n  policy: many\n");
    Settings settings = new Settings(data, data, 0, 0, Infrastructure.Given.NOTHING);
    assertThatThrownBy(() -> StandaloneServer.start(settings))
        .isInstanceOf(StartFailure.class)
        .hasMessageContainingAll("share.yml", "policy", "many");
  }
}
