package im.bench.idle;

import com.google.common.collect.Lists;
import im.bench.client.Account;
import im.bench.client.Api;
import im.bench.client.ChatClients;
import im.bench.client.ChatConnection;
import im.bench.client.ChatListener;
import im.proto.sdkws.MsgData;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Opens connections and lets them be. A tenth of them is opened before the first reading, so that
/// what a server loads once is not charged to the connections.
public final class IdleRun {
  private static final int AT_A_TIME = 64;

  private final int connections;
  private final Duration hold;
  private final @Nullable Long pid;
  private final Api api;
  private final ChatClients clients;
  private final PrintStream out;
  private final AtomicInteger lost = new AtomicInteger();

  /// `pid` is the server's process, if it runs on this machine.
  public IdleRun(
      int connections,
      Duration hold,
      @Nullable Long pid,
      Api api,
      ChatClients clients,
      PrintStream out) {
    this.connections = connections;
    this.hold = hold;
    this.pid = pid;
    this.api = api;
    this.clients = clients;
    this.out = out;
  }

  /// Opens, waits, reports, closes.
  public void run() throws IOException, InterruptedException {
    String run = "i" + Long.toString(System.currentTimeMillis(), 36);
    int warmup = Math.max(1, connections / 10);
    List<Account> accounts =
        api.register(
            IntStream.range(0, warmup + connections).mapToObj(i -> run + "u" + i).toList());
    List<ChatConnection> open = new ArrayList<>(connect(accounts.subList(0, warmup)));
    TimeUnit.SECONDS.sleep(2);
    @Nullable ProcessMemory memory = pid == null ? null : new ProcessMemory(pid);
    long before = memory == null ? 0 : memory.residentKib();
    long start = System.nanoTime();
    open.addAll(connect(accounts.subList(warmup, accounts.size())));
    double seconds = (System.nanoTime() - start) / 1e9;
    out.printf(
        "connected        %d in %.1f s (%.0f/s)%n", connections, seconds, connections / seconds);
    TimeUnit.MILLISECONDS.sleep(hold.toMillis());
    if (memory != null) {
      long after = memory.residentKib();
      out.printf(
          "memory           %d KiB before, %d KiB after: %.1f KiB per connection%n",
          before, after, (after - before) / (double) connections);
    }
    out.printf("lost             %d%n", lost.get());
    open.forEach(ChatConnection::close);
  }

  private List<ChatConnection> connect(List<Account> accounts) {
    List<ChatConnection> open = new ArrayList<>();
    for (List<Account> some : Lists.partition(accounts, AT_A_TIME)) {
      List<CompletableFuture<ChatConnection>> opening =
          some.stream().map(account -> clients.connect(account, new Silence())).toList();
      opening.forEach(each -> open.add(each.join()));
    }
    return open;
  }

  private final class Silence implements ChatListener {
    @Override
    public void onMessage(MsgData message) {}

    @Override
    public void onClosed(String reason) {
      lost.incrementAndGet();
    }
  }
}
