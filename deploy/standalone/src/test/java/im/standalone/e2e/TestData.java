package im.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import im.standalone.Settings;
import im.standalone.embedded.Infrastructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// Data directories that stay after the test: the logs of a failure are in them.
public final class TestData {

  /// As `StandaloneServer` names the thread in which services stop.
  private static final String STOPPER = "stop-services";

  private TestData() {}

  /// An empty directory under `target/e2e`. Of the server that used it before nothing runs any
  /// more.
  public static Path fresh(String name) throws IOException, InterruptedException {
    awaitStopped();
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

  /// Returns when the services of every server that was closed have ended: a closed server does not
  /// wait long for them, and they write into its directory.
  public static void awaitStopped() throws InterruptedException {
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals(STOPPER)) {
        assertThat(thread.join(Duration.ofMinutes(1))).as("services have stopped").isTrue();
      }
    }
  }
}
