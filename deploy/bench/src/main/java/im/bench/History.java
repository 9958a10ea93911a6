package im.bench;

import im.bench.client.Api;
import im.bench.client.ChatClients;
import im.bench.history.HistoryRun;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Fills one conversation and prints how long it takes to read in it, at its beginning, its middle
/// and its end. Exit code 0 when every page was complete.
@Command(
    name = "history",
    description = "Fills one conversation and prints how long reading at different depths takes.",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    showDefaultValues = true)
public final class History implements Callable<Integer> {
  @Mixin private final Main.Server server = new Main.Server();

  @Option(names = "--messages", description = "messages to send", defaultValue = "100000")
  private int messages;

  @Option(names = "--window", description = "messages sent at a time", defaultValue = "64")
  private int window;

  @Option(names = "--pages", description = "pages read at each depth", defaultValue = "200")
  private int pages;

  @Option(
      names = "--conversations",
      description = "conversations of the user whose unread totals are asked",
      defaultValue = "10000")
  private int conversations;

  private History() {}

  @Override
  public Integer call() throws Exception {
    try (Api api = server.api();
        ChatClients clients = new ChatClients(server.gateways(), false, false, 1)) {
      HistoryRun run = new HistoryRun(api, clients, System.out);
      run.depths(messages, window, pages);
      run.unreadTotals(conversations, window);
      return 0;
    }
  }
}
