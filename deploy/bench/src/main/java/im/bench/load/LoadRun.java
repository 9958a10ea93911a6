package im.bench.load;

import im.bench.check.Equation;
import im.bench.check.History;
import im.bench.client.Api;
import im.bench.client.ChatClients;
import java.io.PrintStream;
import java.util.concurrent.TimeUnit;

/// One load run from registration to verdict.
public final class LoadRun {
  private static final long PROGRESS_MS = 100;

  private final LoadPlan plan;
  private final Api api;
  private final ChatClients clients;
  private final PrintStream out;

  /// The report goes to `out`.
  public LoadRun(LoadPlan plan, Api api, ChatClients clients, PrintStream out) {
    this.plan = plan;
    this.api = api;
    this.clients = clients;
    this.out = out;
  }

  /// Runs; true when the delivery equation holds.
  public boolean run() throws InterruptedException {
    String run = "b" + Long.toString(System.currentTimeMillis(), 36);
    Measures measures = new Measures();
    try (Cast cast = Cast.assemble(run, plan, api, clients, measures)) {
      out.printf("run %s: %d users online%n", run, cast.participants().size());
      measures.measureFrom(System.nanoTime() + plan.warmup().toNanos());
      new Pace(plan, cast.lanes()).run();
      settle(cast, measures);
      new Report(plan, cast, measures).print(out);
      History history = new History(run, plan.settle());
      Equation equation = Equation.of(cast, measures, history.read(cast.lanes()), plan.reconnect());
      equation.print(out);
      return equation.holds();
    }
  }

  /// Waits until everything sent is acknowledged and delivered, or nothing happens any more.
  private void settle(Cast cast, Measures measures) throws InterruptedException {
    long quietSince = System.nanoTime();
    long last = -1;
    while (!isComplete(cast, measures)
        && System.nanoTime() - quietSince < plan.settle().toNanos()) {
      TimeUnit.MILLISECONDS.sleep(PROGRESS_MS);
      long now = measures.acked() + measures.delivered() + measures.echoes();
      if (now != last) {
        last = now;
        quietSince = System.nanoTime();
      }
    }
    // A duplicate comes shortly after the first one or not at all.
    TimeUnit.MILLISECONDS.sleep(10 * PROGRESS_MS);
  }

  private static boolean isComplete(Cast cast, Measures measures) {
    long receipts =
        cast.lanes().stream()
            .mapToLong(lane -> (long) lane.sent() * lane.conversation().receivers())
            .sum();
    return measures.acked() == Lane.sent(cast.lanes()) && measures.delivered() >= receipts;
  }
}
