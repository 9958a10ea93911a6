package im.standalone.embedded;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A MongoDB on 127.0.0.1: a `mongod` of the PATH as a child process, else a wire-compatible server
/// in this JVM ([JavaMongo]).
public final class EmbeddedMongo implements AutoCloseable {

  private static final String PROGRAM = "mongod";

  private final String uri;
  private final AutoCloseable server;

  private EmbeddedMongo(String uri, AutoCloseable server) {
    this.uri = uri;
    this.server = server;
  }

  /// Starts a server with its data in `folder`; `port` 0 takes a free one.
  public static EmbeddedMongo start(Path folder, int port) throws StartFailure {
    return port == 0 ? Ports.onFree(1, free -> on(free.getFirst(), folder)) : on(port, folder);
  }

  private static EmbeddedMongo on(int port, Path folder) throws StartFailure {
    Optional<Path> installed = ChildProcess.onPath(PROGRAM);
    AutoCloseable server =
        installed.isPresent()
            ? ChildProcess.start(PROGRAM, command(installed.get(), folder, port), folder, port)
            : JavaMongo.start(folder, port);
    return new EmbeddedMongo("mongodb://127.0.0.1:" + port, server);
  }

  private static List<String> command(Path program, Path folder, int port) {
    return List.of(
        program.toString(),
        "--dbpath",
        folder.toString(),
        "--port",
        Integer.toString(port),
        "--bind_ip",
        "127.0.0.1");
  }

  /// The connection string, without credentials and without a database.
  public String uri() {
    return uri;
  }

  @Override
  public void close() throws Exception {
    server.close();
  }
}
