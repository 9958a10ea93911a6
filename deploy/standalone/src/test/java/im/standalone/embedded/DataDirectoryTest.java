package im.standalone.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {

  @TempDir private Path data;

  @Test
  void isHeldByOneOwnerAtATime() throws Exception {
    Path root = data.resolve("new/directory");
    try (DataDirectory first = DataDirectory.open(root)) {
      assertThat(first.folder("kafka")).isDirectory().hasParent(root);
      assertThatThrownBy(() -> DataDirectory.open(root)).hasMessageContaining("in use");
    }
    DataDirectory.open(root).close();
  }
}
