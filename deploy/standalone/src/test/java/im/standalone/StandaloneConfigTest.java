package im.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.config.ImConfig;
import im.standalone.embedded.Infrastructure;
import im.standalone.embedded.StartFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the standalone server takes where nobody says otherwise, and who says otherwise.
class StandaloneConfigTest {

  @TempDir private Path directory;

  @Test
  void aFileThatSetsSomethingElseLeavesTheDefaults() throws Exception {
    write("openim-api.yml", "api:\n  compressionLevel: 1\n");
    write("openim-msggateway.yml", "longConnSvr:\n  websocketTimeout: 20\n");
    write("log.yml", "isJson: true\n");

    ImConfig config = config(Map.of());

    assertThat(config.api().api().listenIP()).isEqualTo("127.0.0.1");
    assertThat(config.msggateway().listenIP()).isEqualTo("127.0.0.1");
    assertThat(config.log().storageLocation()).isEqualTo(directory.resolve("logs").toString());
    assertThat(config.log().isStdout()).isFalse();
    assertThat(config.log().remainLogLevel()).isEqualTo(4);
  }

  @Test
  void aFileThatSetsTheKeyIsObeyed() throws Exception {
    write("openim-api.yml", "api:\n  listenIP: 0.0.0.0\n");
    write("log.yml", "remainLogLevel: 5\n");

    ImConfig config = config(Map.of());

    assertThat(config.api().api().listenIP()).isEqualTo("0.0.0.0");
    assertThat(config.msggateway().listenIP()).isEqualTo("127.0.0.1");
    assertThat(config.log().remainLogLevel()).isEqualTo(5);
  }

  @Test
  void theEnvironmentAloneIsObeyed() throws Exception {
    ImConfig config =
        config(
            Map.of(
                "IMENV_OPENIM_API_API_LISTENIP", "0.0.0.0",
                "IMENV_OPENIM_MSGGATEWAY_LISTENIP", "0.0.0.0",
                "IMENV_LOG_REMAINLOGLEVEL", "5"));

    assertThat(config.api().api().listenIP()).isEqualTo("0.0.0.0");
    assertThat(config.msggateway().listenIP()).isEqualTo("0.0.0.0");
    assertThat(config.log().remainLogLevel()).isEqualTo(5);
  }

  private ImConfig config(Map<String, String> environment) throws StartFailure {
    Settings settings = new Settings(directory, directory, 0, 0, Infrastructure.Given.NOTHING);
    return new StandaloneConfig(settings, environment).preview();
  }

  private void write(String file, String text) throws IOException {
    Files.writeString(directory.resolve(file), text);
  }
}
