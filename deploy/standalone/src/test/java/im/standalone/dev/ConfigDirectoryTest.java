package im.standalone.dev;

import static org.assertj.core.api.Assertions.assertThat;

import im.common.config.ConfigLoader;
import im.common.config.LoadedConfig;
import im.standalone.embedded.Infrastructure.Addresses;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigDirectoryTest {

  @TempDir private Path directory;

  @Test
  void everyKeyHasAnEffect() throws Exception {
    Layout layout = Layout.of(Map.of(ServiceKind.PUSH, 2), 0, 0);
    new ConfigDirectory(directory, layout)
        .write(new Addresses("127.0.0.1:1", "127.0.0.1:2", "mongodb://127.0.0.1:3"), "secret");

    LoadedConfig loaded = ConfigLoader.load(Map.of(), directory, Map.of(), Map.of());

    assertThat(loaded.warnings()).isEmpty();
    Layout.Instance push = layout.of(ServiceKind.PUSH).getLast();
    assertThat(loaded.config().push().rpc().port(1)).isEqualTo(push.rpc());
    assertThat(loaded.config().push().metricsPort(1)).isEqualTo(push.metrics());
    Layout.Instance transfer = layout.of(ServiceKind.MSGTRANSFER).getFirst();
    assertThat(loaded.config().msgtransfer().prometheus().port(0)).isEqualTo(transfer.metrics());
  }
}
