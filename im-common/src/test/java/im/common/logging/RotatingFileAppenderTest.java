package im.common.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import im.common.testing.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotatingFileAppenderTest {

  @TempDir Path directory;

  private final LoggerContext context = new LoggerContext();
  private final SettableClock clock =
      new SettableClock(Instant.parse("2026-03-01T22:30:00Z"), ZoneId.of("Europe/Berlin"));

  @Test
  void aNewFileBeginsWithTheLocalDay() throws IOException {
    RotatingFileAppender appender = appender(24, 5);

    log(appender, "before");
    clock.advance(Duration.ofMinutes(30).minusSeconds(1));
    log(appender, "still");
    clock.advance(Duration.ofSeconds(1)); // midnight in Berlin
    log(appender, "after");
    appender.stop();

    assertThat(content("im.2026-03-01")).isEqualTo("before\nstill\n");
    assertThat(content("im.2026-03-02")).isEqualTo("after\n");
  }

  @Test
  void shorterPeriodsCarryTheHour() throws IOException {
    RotatingFileAppender appender = appender(6, 5);

    log(appender, "a");
    clock.advance(Duration.ofHours(6));
    log(appender, "b");
    appender.stop();

    assertThat(names()).containsExactly("im.2026-03-01_23", "im.2026-03-02_05");
  }

  @Test
  void onlyTheNewestFilesAreKeptAndOthersLeftAlone() throws IOException {
    Files.writeString(directory.resolve("im.other"), "x");
    Files.writeString(directory.resolve("another.2020-01-01"), "x");
    RotatingFileAppender appender = appender(24, 2);

    for (int day = 0; day < 5; day++) {
      log(appender, "day " + day);
      clock.advance(Duration.ofDays(1));
    }
    appender.stop();

    assertThat(names())
        .containsExactly(
            "another.2020-01-01", "im.2026-03-03", "im.2026-03-04", "im.2026-03-05", "im.other");
  }

  @Test
  void aRestartGoesOnInTheSameFile() throws IOException {
    RotatingFileAppender first = appender(24, 2);
    log(first, "one");
    first.stop();
    RotatingFileAppender second = appender(24, 2);
    log(second, "two");
    second.stop();

    assertThat(content("im.2026-03-01")).isEqualTo("one\ntwo\n");
  }

  private RotatingFileAppender appender(int hours, int kept) {
    context.setMDCAdapter(new LogbackMDCAdapter());
    PatternLayoutEncoder encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    encoder.setPattern("%msg%n");
    encoder.start();
    RotatingFileAppender appender =
        new RotatingFileAppender(directory, "im", Duration.ofHours(hours), kept, clock);
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  private void log(RotatingFileAppender appender, String message) {
    Logger logger = context.getLogger("x");
    appender.doAppend(new LoggingEvent("x", logger, Level.INFO, message, null, new Object[0]));
  }

  private String content(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
