package im.standalone.dev;

import im.common.config.LogConfig;
import im.common.logging.Logging;
import im.standalone.Program;
import im.standalone.embedded.Infrastructure;
import im.standalone.embedded.StartFailure;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// The launcher at the command line: starts, prints the addresses, then takes the commands `kill`,
/// `stop` and `start` on standard input until Ctrl-C or SIGTERM. It ends with exit code 0 then,
/// with 1 and one line on standard error when it cannot start, and with 2 for a wrong option; in
/// each case no process is left running.
@Command(
    name = "im-launcher",
    description = "The stores and every service as separate processes on this machine.",
    footer = {
      "%nCommands on standard input, while it runs:",
      "  kill NAME INDEX    ends an instance as a crash does (SIGKILL)",
      "  stop NAME INDEX    ends an instance as an operator does (SIGTERM)",
      "  start NAME INDEX   starts it again, on its old ports",
      "INDEX counts from 0; NAME is one of",
      "auth user friend group conversation msg msgtransfer push msggateway api.",
      "Ctrl-C ends everything."
    },
    sortOptions = false)
public final class LauncherMain implements Callable<Integer> {

  /// `remainLogLevel`: of the embedded stores only what needs a person.
  private static final int WARNINGS = 3;

  private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

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

  @Option(
      names = "--api-port",
      paramLabel = "PORT",
      defaultValue = "10002",
      description = "port of the first REST API, 0 for any free one (default: ${DEFAULT-VALUE})")
  private int apiPort;

  @Option(
      names = "--ws-port",
      paramLabel = "PORT",
      defaultValue = "10001",
      description = "port of the first gateway, 0 for any free one (default: ${DEFAULT-VALUE})")
  private int wsPort;

  @Option(
      names = "--secret",
      paramLabel = "TEXT",
      defaultValue = "openIM123",
      description = "of share.yml: signs tokens, is the administrators' password")
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
    Program.run(() -> new CommandLine(new LauncherMain()).execute(args), STOP_LIMIT);
  }

  @Override
  public Integer call() {
    Logging.configure(new LogConfig("", 0, 0, WARNINGS, true, false, false, false), "im-launcher");
    try (Launcher launcher = Launcher.start(plan())) {
      print(launcher);
      // No interrupt ends the wait for a line.
      Thread.ofPlatform().daemon().name("commands").start(() -> obey(launcher));
      new CountDownLatch(1).await(); // the servers go on when standard input ends
      return 0;
    } catch (InterruptedException _) {
      return 0;
    } catch (StartFailure | IllegalArgumentException e) {
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

  private static void obey(Launcher launcher) {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    input.lines().forEach(line -> System.out.println(answer(launcher, line)));
  }

  private static String answer(Launcher launcher, String line) {
    String[] words = line.strip().split("\\s+", -1);
    if (words.length != 3 || !words[2].matches("\\d{1,3}")) {
      return "expected: kill NAME INDEX, stop NAME INDEX or start NAME INDEX";
    }
    try {
      return obey(launcher, words[0], ServiceKind.of(words[1]), Integer.parseInt(words[2]));
    } catch (IllegalArgumentException | IllegalStateException | IOException e) {
      return String.valueOf(e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return "interrupted";
    }
  }

  private static String obey(Launcher launcher, String verb, ServiceKind kind, int index)
      throws IOException, InterruptedException {
    switch (verb) {
      case "kill" -> launcher.kill9(kind, index);
      case "stop" -> launcher.stop(kind, index);
      case "start" -> launcher.start(kind, index);
      default -> throw new IllegalArgumentException(verb + " (expected: kill, stop or start)");
    }
    return "done: " + verb + " " + kind.label() + "-" + index;
  }
}
