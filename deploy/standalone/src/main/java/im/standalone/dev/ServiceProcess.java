package im.standalone.dev;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One instance of a service, over all its lives: started, killed, started again with the same
/// ports.
final class ServiceProcess {

  private static final Duration STOP_LIMIT = Duration.ofSeconds(6);

  /// The line with which a service process says that it does its work.
  private static final Pattern READY = Pattern.compile(" ready after \\d+ ms");

  private final Layout.Instance instance;
  private final List<String> command;
  private final Path log;
  private @Nullable Process process;
  private long earlierOutput;

  /// @param log where the output of every life is appended
  ServiceProcess(Layout.Instance instance, List<String> command, Path log) {
    this.instance = instance;
    this.command = List.copyOf(command);
    this.log = log;
  }

  Layout.Instance instance() {
    return instance;
  }

  /// Starts the process and returns at once.
  ///
  /// @throws IllegalStateException when it runs already
  synchronized void start() throws IOException {
    if (isAlive()) {
      throw new IllegalStateException(instance.label() + " is running already");
    }
    earlierOutput = Files.exists(log) ? Files.size(log) : 0;
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("MALLOC_ARENA_MAX", "2"); // As bin/im-service does.
    process = builder.start();
  }

  /// Waits until the instance does its work.
  ///
  /// @throws IOException when it ends instead, or is not ready within `limit`; the text ends with
  ///   what it said last
  void awaitReady(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!isReady()) {
      if (!isAlive()) {
        throw new IOException(instance.label() + " ended while starting: " + lastLine());
      }
      if (System.nanoTime() > deadline) {
        throw new IOException(
            instance.label() + " is not ready after " + limit + ": " + lastLine());
      }
      Thread.sleep(20);
    }
  }

  private boolean isReady() throws IOException {
    return READY.matcher(output()).find();
  }

  private String lastLine() throws IOException {
    return output().lines().filter(line -> !line.isBlank()).reduce("no output", (_, line) -> line);
  }

  /// What the current life has said so far.
  private String output() throws IOException {
    try (InputStream all = Files.newInputStream(log)) {
      all.skipNBytes(earlierOutput);
      return new String(all.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /// The process id of the running life.
  synchronized long pid() {
    if (process == null) {
      throw new IllegalStateException(instance.label() + " was never started");
    }
    return process.pid();
  }

  /// Ends it at once, as a crash does (SIGKILL), and waits for that.
  void kill() throws InterruptedException {
    Process current = current();
    if (current != null) {
      current.destroyForcibly().waitFor();
    }
  }

  /// Asks it to end (SIGTERM).
  void terminate() {
    Process current = current();
    if (current != null) {
      current.destroy();
    }
  }

  /// Waits for the end after [#terminate], and forces it after 6 s.
  void awaitEnd() throws InterruptedException {
    Process current = current();
    if (current != null && !current.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      kill();
    }
  }

  private synchronized @Nullable Process current() {
    return process;
  }
}
