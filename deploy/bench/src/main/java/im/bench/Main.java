package im.bench;

import im.bench.client.Api;
import im.bench.client.ApiException;
import im.bench.client.ChatClients;
import im.bench.client.ConnectionLostException;
import im.bench.idle.IdleRun;
import im.bench.load.LoadPlan;
import im.bench.load.LoadRun;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// The command line of the load generator. Exit code 0: done and the delivery equation holds; 1: it
/// does not hold, or the server refused what a run needs; 2: wrong arguments.
@Command(
    name = "im-bench",
    description =
        "Plays users against a running server and checks that nothing is lost or doubled.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true,
    subcommands = {Fuzz.class, History.class, Scale.class})
public final class Main implements Callable<Integer> {
  @Mixin private final Server server = new Server();

  @Option(names = "--pairs", description = "pairs of a sender and a receiver")
  private int pairs;

  @Option(names = "--group", description = "members of one group, instead of pairs")
  private int groupSize;

  @Option(names = "--senders", description = "members of the group that send", defaultValue = "4")
  private int senders;

  @Option(
      names = "--rate",
      description = "messages per second in all; 0: closed loop",
      defaultValue = "0")
  private double rate;

  @Option(
      names = "--window",
      description = "unacknowledged messages per sender in a closed loop",
      defaultValue = "1")
  private int window;

  @Option(names = "--messages", description = "messages to send in all")
  private long messages;

  @Option(names = "--duration", description = "seconds to send, instead of a number")
  private double duration;

  @Option(names = "--warmup", description = "first seconds that are checked but not measured")
  private double warmup;

  @Option(names = "--size", description = "bytes of text per message", defaultValue = "100")
  private int size;

  @Option(
      names = "--encoding",
      description = "envelope encoding: json or gob",
      defaultValue = "json")
  private Encoding encoding = Encoding.json;

  @Option(names = "--gzip", description = "compress every frame")
  private boolean isGzip;

  @Option(
      names = "--settle",
      description = "seconds without progress after which what is missing counts as lost",
      defaultValue = "10")
  private double settle;

  @Option(
      names = "--reconnect",
      description =
          "faults are expected: reconnect, send unacknowledged messages again under their old id")
  private boolean isFaultRun;

  @Option(names = "--idle", description = "open this many idle connections instead of sending")
  private int idle;

  @Option(names = "--hold", description = "seconds to hold idle connections", defaultValue = "5")
  private double hold;

  @Option(names = "--pid", description = "process whose memory --idle divides by connections")
  private @Nullable Long pid;

  @Option(names = "--threads", description = "event loops of the bench", defaultValue = "1")
  private int threads;

  private Main() {}

  /// Runs with command line arguments.
  public static void main(String[] args) {
    System.exit(run(args));
  }

  /// Runs and gives the exit code.
  public static int run(String... args) {
    return new CommandLine(new Main())
        .setExecutionExceptionHandler((failure, command, _) -> {
          switch (failure) {
            case ApiException _, ConnectionLostException _, IllegalArgumentException _ ->
                command.getErr().println(failure.getMessage());
            default -> failure.printStackTrace(command.getErr());
          }
          return failure instanceof IllegalArgumentException ? 2 : 1;
        })
        .execute(args);
  }

  @Override
  public Integer call() throws Exception {
    try (Api api = server.api();
        ChatClients clients =
            new ChatClients(server.gateways(), encoding == Encoding.json, isGzip, threads)) {
      if (idle > 0) {
        new IdleRun(idle, seconds(hold), pid, api, clients, System.out).run();
        return 0;
      }
      return new LoadRun(plan(), api, clients, System.out).run() ? 0 : 1;
    }
  }

  private LoadPlan plan() {
    return new LoadPlan(
        pairs,
        groupSize,
        senders,
        rate,
        window,
        messages,
        duration > 0 ? seconds(duration) : null,
        size,
        seconds(warmup),
        seconds(settle),
        isFaultRun);
  }

  private static Duration seconds(double seconds) {
    return Duration.ofMillis(Math.round(seconds * 1000));
  }

  private enum Encoding {
    json,
    gob
  }

  /// Where the server is; shared by all commands.
  static final class Server {
    @Option(
        names = "--api",
        description = "address of the REST service",
        defaultValue = "http://127.0.0.1:10002")
    private URI api = URI.create("http://127.0.0.1:10002");

    @Option(
        names = "--ws",
        split = ",",
        description = "address of the gateway, or several with commas",
        defaultValue = "ws://127.0.0.1:10001")
    private List<URI> gateways = List.of();

    @Option(names = "--secret", description = "share.yml secret", defaultValue = "openIM123")
    private String secret = "openIM123";

    @Option(names = "--admin", description = "id of an app admin", defaultValue = "imAdmin")
    private String admin = "imAdmin";

    Api api() {
      return new Api(api, secret, admin);
    }

    URI address() {
      return api;
    }

    List<URI> gateways() {
      return gateways;
    }
  }
}
