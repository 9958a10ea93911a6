package im.standalone.dev;

import im.common.config.LogConfig;
import im.common.logging.Logging;
import im.standalone.embedded.Infrastructure;
import im.standalone.embedded.StartFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The launcher at the command line: starts, prints the addresses, then takes the commands `kill`
/// and `start` on standard input until Ctrl-C.
@Command(
    name = "im-launcher",
    description = "The stores and every service as separate processes on this machine.",
    sortOptions = false)
public final class LauncherMain implements Callable<Integer> {

  /// `remainLogLevel`: of the embedded stores only what needs a person.
  private static final int WARNINGS = 3;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "im-dev-data",
      description = "stores, configuration and logs (default: ${DEFAULT-VALUE})")
  private Path data = Path.of("im-dev-data");

  @Option(
      names = "--instances",
      paramLabel = "NAME=N",
      split = ",",
      description = "how many of a service, for example msggateway=2,push=2 (default: one each)")
  private Map<String, Integer> instances = Map.of();

  @Option(names = "--api-port", paramLabel = "PORT", defaultValue = "10002")
  private int apiPort;

  @Option(names = "--ws-port", paramLabel = "PORT", defaultValue = "10001")
  private int wsPort;

  @Option(names = "--secret", paramLabel = "TEXT", defaultValue = "openIM123")
  private String secret = "openIM123";

  @Option(names = "--kafka", paramLabel = "HOST:PORT", description = "instead of the embedded one")
  private @Nullable String kafka;

  @Option(names = "--redis", paramLabel = "HOST:PORT", description = "instead of the embedded one")
  private @Nullable String redis;

  @Option(names = "--mongo", paramLabel = "URI", description = "instead of the embedded one")
  private @Nullable String mongo;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "print this and exit")
  @SuppressWarnings("UnusedVariable") // picocli acts on the option itself
  private boolean help;

  /// Runs until it is told to end.
  public static void main(String[] args) {
    System.exit(new CommandLine(new LauncherMain()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    Logging.configure(new LogConfig("", 0, 0, WARNINGS, true, false, false, false), "im-launcher");
    try {
      Launcher launcher = Launcher.start(plan());
      Runtime.getRuntime().addShutdownHook(new Thread(launcher::close, "stop"));
      print(launcher);
      obey(launcher);
      new CountDownLatch(1).await(); // standard input has ended, the servers go on
      return 0;
    } catch (StartFailure | IllegalArgumentException | IOException e) {
      System.err.println("im-launcher: " + e.getMessage());
      return 1;
    }
  }

  private Launcher.Plan plan() {
    Map<ServiceKind, Integer> counts = new EnumMap<>(ServiceKind.class);
    instances.forEach((label, count) -> counts.put(ServiceKind.of(label), count));
    return new Launcher.Plan(
        data,
        Layout.of(counts, apiPort, wsPort),
        new Infrastructure.Given(kafka, redis, mongo),
        secret,
        builtJars());
  }

  /// The folder `lib` beside the jar we run from, if we do.
  private static @Nullable Path builtJars() {
    Path code =
        Path.of(LauncherMain.class.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path jars = code.resolveSibling("lib");
    return code.toString().endsWith(".jar") && Files.isDirectory(jars) ? jars : null;
  }

  private void print(Launcher launcher) {
    System.out.println("REST API    " + launcher.apiAddress());
    launcher.wsAddresses().forEach(address -> System.out.println("WebSocket   " + address));
    System.out.println("stores      " + launcher.stores());
    System.out.println("logs        " + data.resolve("logs").toAbsolutePath().normalize());
    launcher.pids().forEach((label, pid) -> System.out.println("process     " + label + " " + pid));
    System.out.println("ready; `kill`, `stop` and `start NAME INDEX` act on one, Ctrl-C ends all");
  }

  private static void obey(Launcher launcher) throws IOException, InterruptedException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      String[] words = line.strip().split("\\s+", -1);
      if (words.length != 3 || !words[2].matches("\\d{1,3}")) {
        System.out.println("expected: kill NAME INDEX, stop NAME INDEX or start NAME INDEX");
        continue;
      }
      try {
        obey(launcher, words[0], ServiceKind.of(words[1]), Integer.parseInt(words[2]));
      } catch (IllegalArgumentException | IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static void obey(Launcher launcher, String verb, ServiceKind kind, int index)
      throws IOException, InterruptedException {
    switch (verb) {
      case "kill" -> launcher.kill9(kind, index);
      case "stop" -> launcher.stop(kind, index);
      case "start" -> launcher.start(kind, index);
      default -> throw new IllegalArgumentException(verb + " (expected: kill, stop or start)");
    }
    System.out.println("done: " + verb + " " + kind.label() + "-" + index);
  }
}
