package im.standalone.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A store that is a program of its own, running as our child on a port of 127.0.0.1 with its data
/// in one folder.
///
/// The child outlives a JVM that is killed. Its pid therefore stands in a file beside the data, and
/// the next start ends a left-over child first: two servers must never write the same files.
final class ChildProcess implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ChildProcess.class);
  private static final Duration START_LIMIT = Duration.ofSeconds(20);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(2);

  private final String name;
  private final Process process;
  private final Path pidFile;

  private ChildProcess(String name, Process process, Path pidFile) {
    this.name = name;
    this.process = process;
    this.pidFile = pidFile;
  }

  /// Starts `command` in `folder` and returns when it accepts connections on `port`.
  ///
  /// @throws StartFailure when the program ends or does not accept connections within 20 s; the
  ///   line carries the last thing the program said
  static ChildProcess start(String name, List<String> command, Path folder, int port)
      throws StartFailure {
    Path pidFile = folder.resolve(name + ".pid");
    Path output = folder.resolve(name + ".log");
    try {
      endLeftOver(name, pidFile);
      Process process =
          new ProcessBuilder(detached(command))
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.getOutputStream().close();
      Files.writeString(pidFile, Identity.of(process.toHandle()).toString());
      ChildProcess child = new ChildProcess(name, process, pidFile);
      child.awaitReady(port, output, folder);
      return child;
    } catch (IOException e) {
      throw DataDirectory.unusable(name, folder, e);
    }
  }

  /// Ctrl-C in a terminal goes to every process of its session. The store has to outlive the
  /// services, so it gets a session of its own where the system has a command for that.
  private static List<String> detached(List<String> command) {
    List<String> detached = new ArrayList<>(command);
    onPath("setsid").ifPresent(setsid -> detached.addFirst(setsid.toString()));
    return detached;
  }

  private void awaitReady(int port, Path output, Path folder) throws StartFailure, IOException {
    long deadline = System.nanoTime() + START_LIMIT.toNanos();
    while (!Ports.accepts(port)) {
      if (!process.isAlive() || System.nanoTime() > deadline) {
        close();
        throw DataDirectory.unusable(name, folder, new IOException(lastLine(output)));
      }
      try {
        Thread.sleep(5);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
        close();
        throw new StartFailure(name + ": interrupted while starting");
      }
    }
  }

  private static String lastLine(Path output) throws IOException {
    try (Stream<String> lines = Files.lines(output)) {
      return lines.filter(line -> !line.isBlank()).reduce("no output", (_, line) -> line);
    }
  }

  private static void endLeftOver(String name, Path pidFile) throws IOException {
    if (!Files.exists(pidFile)) {
      return;
    }
    Optional<ProcessHandle> leftOver =
        Identity.parse(Files.readString(pidFile)).flatMap(Identity::find);
    if (leftOver.isPresent()) {
      log.warn("{} of an earlier run is still there, ending pid {}", name, leftOver.get().pid());
      leftOver.get().destroy();
      awaitExit(leftOver.get());
    }
    Files.delete(pidFile);
  }

  /// What tells a process from a later one that got the same pid.
  private record Identity(long pid, long startSecond) {

    private static final long CLOCK_JITTER_SECONDS = 2;

    static Identity of(ProcessHandle process) {
      return new Identity(process.pid(), startSecond(process));
    }

    static Optional<Identity> parse(String text) {
      String[] parts = text.strip().split(" ", -1);
      return parts.length == 2 && Stream.of(parts).allMatch(part -> part.matches("\\d{1,18}"))
          ? Optional.of(new Identity(Long.parseLong(parts[0]), Long.parseLong(parts[1])))
          : Optional.empty();
    }

    Optional<ProcessHandle> find() {
      return ProcessHandle.of(pid)
          .filter(process -> Math.abs(startSecond(process) - startSecond) <= CLOCK_JITTER_SECONDS);
    }

    private static long startSecond(ProcessHandle process) {
      return process.info().startInstant().map(Instant::getEpochSecond).orElse(0L);
    }

    @Override
    public String toString() {
      return pid + " " + startSecond;
    }
  }

  private static void awaitExit(ProcessHandle handle) {
    try {
      handle.onExit().get(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException _) {
      handle.destroyForcibly();
      handle.onExit().join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      handle.destroyForcibly();
    }
  }

  /// Returns the file `program` of the PATH, if it is there.
  static Optional<Path> onPath(String program) {
    @Nullable String path = System.getenv("PATH");
    if (path == null) {
      return Optional.empty();
    }
    List<Path> candidates = new ArrayList<>();
    for (String directory : path.split(File.pathSeparator, -1)) {
      candidates.add(Path.of(directory, program));
    }
    return candidates.stream().filter(Files::isExecutable).findFirst();
  }

  /// Asks the program to end, waits at most 2 s, then kills it.
  @Override
  public void close() {
    process.destroy();
    awaitExit(process.toHandle());
    try {
      Files.deleteIfExists(pidFile);
    } catch (IOException e) {
      log.warn("{} cannot be deleted: {}", pidFile, e.toString());
    }
  }
}
