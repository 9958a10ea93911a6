package im.standalone.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.model.OsArchitecture;

/// A Redis server as a child process: the `redis-server` of the PATH, else the binary that the
/// embedded-redis jar carries (Linux, macOS, Windows).
///
/// Its append-only file is synced every second: a crash of the machine can cost the last second, a
/// crash of the process nothing.
public final class EmbeddedRedis implements AutoCloseable {

  private static final String PROGRAM = "redis-server";

  private final int port;
  private final ChildProcess process;

  private EmbeddedRedis(int port, ChildProcess process) {
    this.port = port;
    this.process = process;
  }

  /// Starts a server with its data in `folder`; `port` 0 takes a free one.
  public static EmbeddedRedis start(Path folder, int port) throws StartFailure {
    return port == 0 ? Ports.onFree(1, free -> on(free.getFirst(), folder)) : on(port, folder);
  }

  private static EmbeddedRedis on(int port, Path folder) throws StartFailure {
    List<String> command =
        List.of(
            program(folder).toString(),
            "--port",
            Integer.toString(port),
            "--bind",
            "127.0.0.1",
            "--dir",
            folder.toString(),
            "--appendonly",
            "yes",
            "--appendfsync",
            "everysec",
            "--save",
            "",
            "--daemonize",
            "no");
    return new EmbeddedRedis(port, ChildProcess.start(PROGRAM, command, folder, port));
  }

  private static Path program(Path folder) throws StartFailure {
    Optional<Path> installed = ChildProcess.onPath(PROGRAM);
    return installed.isPresent() ? installed.get() : unpacked(folder);
  }

  /// Unpacks the jar's binary beside the data, once.
  private static Path unpacked(Path folder) throws StartFailure {
    @Nullable String resource =
        ExecutableProvider.newProvidedVersionsMap().get(OsArchitecture.detectOSandArchitecture());
    if (resource == null) {
      throw new StartFailure(
          "no Redis for this system: install redis-server, or give an address with --redis");
    }
    Path file = folder.resolve(resource.endsWith(".exe") ? PROGRAM + ".exe" : PROGRAM);
    if (Files.isExecutable(file)) {
      return file;
    }
    Path partial = folder.resolve(PROGRAM + ".partial"); // a crash must not leave half a program
    try (InputStream source = EmbeddedRedis.class.getResourceAsStream(absolute(resource))) {
      if (source == null) {
        throw new IOException(resource + " is not in the jar");
      }
      Files.copy(source, partial, StandardCopyOption.REPLACE_EXISTING);
      if (!partial.toFile().setExecutable(true)) {
        throw new IOException(partial + " cannot be made executable");
      }
      return Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw DataDirectory.unusable("Redis", folder, e);
    }
  }

  /// The library names its binaries with or without the slash, by version.
  private static String absolute(String resource) {
    return resource.startsWith("/") ? resource : "/" + resource;
  }

  /// `127.0.0.1:port`, without a password.
  public String address() {
    return "127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.close();
  }
}
