package im.standalone.dev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How a service is started as a process: this JVM's `java`, the options of `service.args`, and
/// either the service's jar in a folder of jars, or our own class path where there is no such
/// folder yet (in tests and in an IDE).
final class JavaCommand {

  private final Path java;
  private final Path options;
  private final @Nullable Path jars;

  /// Copies the options into `folder`.
  ///
  /// @param jars the folder made by the build, `target/lib`; null to use our class path
  JavaCommand(Path folder, @Nullable Path jars) throws IOException {
    this.java = Path.of(System.getProperty("java.home"), "bin", "java");
    this.options = folder.resolve("service.args");
    this.jars = jars;
    try (InputStream source = JavaCommand.class.getResourceAsStream("service.args")) {
      if (source == null) {
        throw new IllegalStateException("no built-in service.args");
      }
      Files.copy(source, options, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  List<String> of(Layout.Instance instance, Path config) throws IOException {
    List<String> command = new ArrayList<>(List.of(java.toString(), "@" + options));
    if (jars == null) {
      command.addAll(
          List.of("-cp", System.getProperty("java.class.path"), instance.kind().mainClass()));
    } else {
      command.addAll(List.of("-jar", jar(jars, instance.kind().artifact()).toString()));
    }
    command.addAll(List.of("-c", config.toString(), "-i", Integer.toString(instance.index())));
    return command;
  }

  private static Path jar(Path jars, String artifact) throws IOException {
    try (Stream<Path> files = Files.list(jars)) {
      return files
          .filter(file -> file.getFileName().toString().matches(artifact + "-[0-9].*\\.jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("no jar of " + artifact + " in " + jars));
    }
  }
}
