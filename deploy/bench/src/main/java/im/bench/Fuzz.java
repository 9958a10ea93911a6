package im.bench;

import im.bench.client.Api;
import im.bench.client.ChatClients;
import im.bench.fuzz.Findings;
import im.bench.fuzz.FuzzRun;
import im.bench.idle.ProcessMemory;
import im.bench.load.LoadPlan;
import im.bench.load.LoadRun;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Throws malformed frames and REST bodies at a running server. Exit code 0: no answer showed the
/// inside of the server, and it still chats; 1 otherwise.
@Command(
    name = "fuzz",
    description = "Throws malformed frames and REST bodies at a running server.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class Fuzz implements Callable<Integer> {
  @Mixin private final Main.Server server = new Main.Server();

  @Option(names = "--frames", description = "frames to send", defaultValue = "100000")
  private long frames;

  @Option(names = "--bodies", description = "REST bodies to send", defaultValue = "100000")
  private long bodies;

  @Option(names = "--seed", description = "the same seed sends the same", defaultValue = "1")
  private long seed;

  @Option(names = "--pid", description = "process whose memory is shown before and after")
  private @Nullable Long pid;

  private Fuzz() {}

  @Override
  public Integer call() throws Exception {
    try (Api api = server.api()) {
      printMemory("before");
      long start = System.nanoTime();
      Findings findings =
          new FuzzRun(api, server.address(), server.gateways(), seed, System.out)
              .run(frames, bodies);
      System.out.printf(
          "sent             %d frames, %d bodies in %.0f s%n",
          frames, bodies, (System.nanoTime() - start) / 1e9);
      findings
          .outcomes()
          .forEach((outcome, count) -> System.out.printf("  %-36s %d%n", outcome, count.sum()));
      findings.examples().forEach(example -> System.out.println("  LEAK " + example));
      printMemory("after");
      boolean isChatting = chats(api);
      System.out.printf(
          "verdict          %d answers show the inside of the server; it %s%n",
          findings.leaks(), isChatting ? "still chats" : "CHATS NO MORE");
      return findings.leaks() == 0 && isChatting ? 0 : 1;
    }
  }

  private boolean chats(Api api) throws InterruptedException {
    LoadPlan plan =
        new LoadPlan(2, 0, 1, 0, 1, 20, null, 100, Duration.ZERO, Duration.ofSeconds(10), false);
    try (ChatClients clients = new ChatClients(server.gateways(), true, false, 1)) {
      return new LoadRun(plan, api, clients, System.out).run();
    }
  }

  private void printMemory(String when) throws Exception {
    if (pid != null) {
      System.out.printf(
          "memory           %d KiB resident %s%n", new ProcessMemory(pid).residentKib(), when);
    }
  }
}
