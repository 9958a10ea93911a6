package im.common.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes to `<directory>/<prefix>.<date>` and begins a new file each period (`reference/ops.md`
/// section 5). Periods of whole days carry the date, others the hour too. The newest files are
/// kept.
final class RotatingFileAppender extends OutputStreamAppender<ILoggingEvent> {

  private static final long NEVER = Long.MIN_VALUE;

  private final Path directory;
  private final String prefix;
  private final Duration period;
  private final int keptFiles;
  private final Clock clock;
  private final DateTimeFormatter suffix;
  private final Pattern ownFiles;
  private final ReentrantLock rotation = new ReentrantLock();
  private volatile long currentPeriod = NEVER;

  /// @param keptFiles rotated files that are kept beside the current one; 0 keeps all
  /// @param clock its zone decides when a day begins
  RotatingFileAppender(Path directory, String prefix, Duration period, int keptFiles, Clock clock) {
    this.directory = directory;
    this.prefix = prefix;
    this.period = period;
    this.keptFiles = keptFiles;
    this.clock = clock;
    boolean wholeDays = period.toHours() % 24 == 0;
    this.suffix =
        DateTimeFormatter.ofPattern(wholeDays ? "yyyy-MM-dd" : "yyyy-MM-dd_HH")
            .withZone(clock.getZone());
    this.ownFiles = Pattern.compile(Pattern.quote(prefix) + "\\.\\d{4}-\\d{2}-\\d{2}(_\\d{2})?");
  }

  @Override
  public void start() {
    if (rotateIfDue()) {
      super.start();
    }
  }

  @Override
  protected void append(ILoggingEvent event) {
    if (rotateIfDue()) {
      super.append(event);
    }
  }

  /// Whether there is a file to write to.
  private boolean rotateIfDue() {
    Instant now = clock.instant();
    long due = Math.floorDiv(localMillis(now), period.toMillis());
    if (due == currentPeriod) {
      return true;
    }
    rotation.lock();
    try {
      if (due != currentPeriod) {
        Files.createDirectories(directory);
        setOutputStream(open(directory.resolve(prefix + "." + suffix.format(now))));
        currentPeriod = due;
        removeOldFiles();
      }
      return true;
    } catch (IOException e) {
      addError("cannot write log files to " + directory, e);
      // better to go on in the old file than to lose lines
      return currentPeriod != NEVER;
    } finally {
      rotation.unlock();
    }
  }

  private long localMillis(Instant now) {
    return now.toEpochMilli() + clock.getZone().getRules().getOffset(now).getTotalSeconds() * 1000L;
  }

  private static OutputStream open(Path file) throws IOException {
    return new BufferedOutputStream(
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
  }

  private void removeOldFiles() throws IOException {
    if (keptFiles == 0) {
      return;
    }
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files =
          entries
              .filter(file -> ownFiles.matcher(file.getFileName().toString()).matches())
              .sorted(Comparator.comparing(Path::getFileName).reversed())
              .toList();
    }
    for (Path file : files.subList(Math.min(keptFiles + 1, files.size()), files.size())) {
      Files.deleteIfExists(file);
    }
  }
}
