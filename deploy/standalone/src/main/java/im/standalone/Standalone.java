package im.standalone;

import im.standalone.embedded.Infrastructure;
import im.standalone.embedded.StartFailure;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The program `java -jar im-standalone.jar`. It ends with exit code 0 on Ctrl-C or SIGTERM, with 1
/// and one line on standard error when it cannot start, and with 2 for a wrong option.
@Command(
    name = "java -jar im-standalone.jar",
    description = "The whole chat server in one process, with its stores.",
    sortOptions = false)
public final class Standalone implements Callable<Integer> {

  private static final Duration STOP_LIMIT = Duration.ofMillis(4800);

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "im-data",
      description = "directory of all data, created if absent (default: ${DEFAULT-VALUE})")
  private Path data = Path.of("im-data");

  @Option(
      names = {"-c", "--config"},
      paramLabel = "DIR",
      description = "directory of configuration files; what is not in it is built in")
  private @Nullable Path config;

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      description = "port of the REST API, 0 for any free one (default: 10002)")
  private @Nullable Integer apiPort;

  @Option(
      names = "--ws-port",
      paramLabel = "PORT",
      description = "port of the WebSocket gateway, 0 for any free one (default: 10001)")
  private @Nullable Integer wsPort;

  @Option(
      names = "--kafka",
      paramLabel = "HOST:PORT",
      description = "Kafka to use instead of the embedded one; several with commas")
  private @Nullable String kafka;

  @Option(
      names = "--redis",
      paramLabel = "ADDRESS",
      description = "Redis to use instead of the embedded one: HOST:PORT or a redis:// URI")
  private @Nullable String redis;

  @Option(
      names = "--mongo",
      paramLabel = "URI",
      description = "MongoDB to use instead of the embedded one: a mongodb:// URI")
  private @Nullable String mongo;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this and exit")
  @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
  private boolean help;

  /// Runs the server until it is told to end.
  public static void main(String[] args) {
    QuietStart.allowUnsafe();
    Program.run(() -> new CommandLine(new Standalone()).execute(args), STOP_LIMIT);
  }

  @Override
  public Integer call() {
    Settings settings =
        new Settings(data, config, apiPort, wsPort, new Infrastructure.Given(kafka, redis, mongo));
    try (StandaloneServer server = StandaloneServer.start(settings)) {
      System.out.println(new Banner(server, data).text(sinceStart()));
      new CountDownLatch(1).await();
      return 0;
    } catch (InterruptedException _) {
      return 0;
    } catch (StartFailure e) {
      System.err.println("im: " + e.getMessage());
      return 1;
    }
  }

  private static Duration sinceStart() {
    Instant now = Instant.now();
    return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
  }
}
