package im.standalone.e2e;

import im.standalone.Settings;
import im.standalone.embedded.Infrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Data directories that stay after the test: the logs of a failure are in them.
public final class TestData {

  private TestData() {}

  /// An empty directory under `target/e2e`.
  public static Path fresh(String name) throws IOException {
    Path directory = Path.of("target", "e2e", name).toAbsolutePath();
    if (Files.exists(directory)) {
      List<Path> innermostFirst;
      try (Stream<Path> all = Files.walk(directory)) {
        innermostFirst = all.sorted(Comparator.reverseOrder()).toList();
      }
      for (Path each : innermostFirst) {
        Files.delete(each);
      }
    }
    return Files.createDirectories(directory);
  }

  /// Settings of a server with everything embedded, in `data`, on any free ports.
  public static Settings ephemeral(Path data) {
    return new Settings(data, null, 0, 0, Infrastructure.Given.NOTHING);
  }
}
