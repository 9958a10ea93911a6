package im.bench.idle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Memory of another process of this machine, from `/proc/PID/status`.
public final class ProcessMemory {
  private static final Logger log = LoggerFactory.getLogger(ProcessMemory.class);
  private static final String RESIDENT = "VmRSS:";

  private final long pid;

  /// Reads the process `pid`.
  public ProcessMemory(long pid) {
    this.pid = pid;
  }

  /// Resident memory in KiB, after a collection if it is a JVM of this user: garbage is no cost.
  public long residentKib() throws IOException, InterruptedException {
    collectGarbage();
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith(RESIDENT)) {
        return Long.parseLong(line.substring(RESIDENT.length()).replace("kB", "").strip());
      }
    }
    throw new IOException("/proc/" + pid + "/status: no " + RESIDENT);
  }

  private void collectGarbage() throws InterruptedException {
    try {
      Process jcmd =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(pid),
                  "GC.run")
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!jcmd.waitFor(10, TimeUnit.SECONDS)) {
        jcmd.destroy();
      }
    } catch (IOException e) {
      log.info("no collection in {} before reading its memory: {}", pid, e.getMessage());
    }
  }
}
