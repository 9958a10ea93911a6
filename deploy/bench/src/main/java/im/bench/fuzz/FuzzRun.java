package im.bench.fuzz;

import im.bench.client.Account;
import im.bench.client.Api;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Frames and bodies side by side, until their numbers are used up.
public final class FuzzRun {
  private static final int ATTACKERS = 32;

  private final Api api;
  private final URI rest;
  private final List<URI> gateways;
  private final long seed;
  private final PrintStream out;

  /// Everything random follows from `seed`.
  public FuzzRun(Api api, URI rest, List<URI> gateways, long seed, PrintStream out) {
    this.api = api;
    this.rest = rest;
    this.gateways = gateways;
    this.seed = seed;
    this.out = out;
  }

  /// Sends `frames` frames and `bodies` bodies.
  public Findings run(long frames, long bodies) throws InterruptedException {
    String run = "f" + Long.toString(System.currentTimeMillis(), 36);
    List<Account> accounts =
        api.register(IntStream.range(0, ATTACKERS).mapToObj(i -> run + "u" + i).toList());
    Findings findings = new Findings();
    AtomicLong frameBudget = new AtomicLong(frames);
    AtomicLong bodyBudget = new AtomicLong(bodies);
    List<Runnable> attackers = new ArrayList<>();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < ATTACKERS; i++) {
        Account account = accounts.get(i);
        URI gateway = gateways.get(i % gateways.size());
        attackers.add(new FrameFuzz(gateway, account, mutator(2 * i), frameBudget, findings));
        attackers.add(
            new BodyFuzz(
                rest,
                account.userID(),
                api.adminToken(),
                http,
                mutator(2 * i + 1),
                bodyBudget,
                findings));
      }
      attackers.forEach(threads::execute);
      threads.shutdown();
      while (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        out.printf(
            "left             %d frames, %d bodies; %d leaks%n",
            Math.max(0, frameBudget.get()), Math.max(0, bodyBudget.get()), findings.leaks());
      }
    }
    return findings;
  }

  private Mutator mutator(int attacker) {
    return new Mutator(new Random(seed * 1000 + attacker));
  }
}
