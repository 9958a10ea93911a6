package im.standalone;

import java.time.Duration;
import java.util.function.IntSupplier;

/// A program that a signal ends in order: its main thread is interrupted, wherever it is, and
/// closes what it has opened.
public final class Program {

  private final Duration stopLimit;
  private volatile boolean finished;
  private volatile boolean ending;

  private Program(Duration stopLimit) {
    this.stopLimit = stopLimit;
  }

  /// Runs `work` in this thread and ends the process with its exit code. On SIGTERM or Ctrl-C the
  /// thread is interrupted and the exit code is 0, after `stopLimit` in any case.
  public static void run(IntSupplier work, Duration stopLimit) {
    Program program = new Program(stopLimit);
    Thread main = Thread.currentThread();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> program.end(main), "stop"));
    int code = work.getAsInt();
    program.finished = true;
    if (!program.ending) { // otherwise the shutdown is on its way and waits for this thread
      System.exit(code);
    }
  }

  private void end(Thread main) {
    if (finished) {
      return;
    }
    ending = true;
    main.interrupt();
    try {
      main.join(stopLimit);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    // An asked-for end is a success; the JVM itself would report the signal as the exit code.
    Runtime.getRuntime().halt(0);
  }
}
