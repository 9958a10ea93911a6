package im.common.metrics;

import com.sun.management.UnixOperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// The metrics every Prometheus client of a Linux process has (`reference/metrics.tsv`,
/// `process_*`).
final class ProcessMetrics implements MeterBinder {

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path LIMITS = Path.of("/proc/self/limits");

  @Override
  public void bindTo(MeterRegistry registry) {
    Gauge.builder(
            "process_start_time_seconds",
            () -> ManagementFactory.getRuntimeMXBean().getStartTime() / 1e3)
        .description("Start of the process in seconds since 1970")
        .register(registry);
    if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
      FunctionCounter.builder(
              "process_cpu_seconds_total", unix, bean -> bean.getProcessCpuTime() / 1e9)
          .description("CPU time of user and system in seconds")
          .register(registry);
      Gauge.builder("process_open_fds", unix, UnixOperatingSystemMXBean::getOpenFileDescriptorCount)
          .description("Open file descriptors")
          .register(registry);
      Gauge.builder("process_max_fds", unix, UnixOperatingSystemMXBean::getMaxFileDescriptorCount)
          .description("Limit of open file descriptors")
          .register(registry);
    }
    if (Files.isReadable(STATUS) && Files.isReadable(LIMITS)) {
      memory(registry, "process_resident_memory_bytes", "Memory in RAM", "VmRSS:");
      memory(registry, "process_virtual_memory_bytes", "Address space in use", "VmSize:");
      Gauge.builder("process_virtual_memory_max_bytes", ProcessMetrics::addressSpaceLimit)
          .description("Limit of address space; that of 64 bits if there is none")
          .register(registry);
    }
  }

  private static void memory(MeterRegistry registry, String name, String help, String line) {
    Gauge.builder(name, () -> kilobytes(line) * 1024.0).description(help).register(registry);
  }

  private static double kilobytes(String line) {
    return number(STATUS, line, 1);
  }

  private static double addressSpaceLimit() {
    return number(LIMITS, "Max address space", 3);
  }

  /// The number in the given column of the line that begins so; NaN, which is not shown, if
  /// unreadable.
  private static double number(Path file, String begin, int column) {
    try {
      List<String> lines = Files.readAllLines(file);
      for (String line : lines) {
        if (line.startsWith(begin)) {
          String word = List.of(line.strip().split("\\s+", -1)).get(column);
          return word.equals("unlimited") ? 0x1p64 : Double.parseDouble(word);
        }
      }
      return Double.NaN;
    } catch (IOException _) {
      return Double.NaN;
    }
  }
}
