package im.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.Layout;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import im.common.config.LogConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import org.slf4j.LoggerFactory;

/// Sets up logging (`reference/ops.md` section 5).
public final class Logging {

  /// Libraries that tell at INFO what only their own developers want to know.
  private static final List<String> QUIET =
      List.of("org.apache.kafka", "kafka", "io.netty", "io.grpc", "io.lettuce", "org.mongodb");

  private Logging() {}

  /// Replaces whatever logging the process had. `processName` names the process in each line and
  /// its files, for example `im-rpc-user`.
  public static void configure(LogConfig config, String processName) {
    apply((LoggerContext) LoggerFactory.getILoggerFactory(), config, processName);
    JulBridge.install();
  }

  static void apply(LoggerContext context, LogConfig config, String processName) {
    context.reset();
    Layout<ILoggingEvent> layout = layout(context, config, processName);
    Level level = level(config.remainLogLevel());
    Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(level.isGreaterOrEqual(Level.INFO) ? level : Level.INFO);
    context.getLogger("im").setLevel(level);
    for (String library : QUIET) {
      context.getLogger(library).setLevel(level.isGreaterOrEqual(Level.WARN) ? level : Level.WARN);
    }
    if (config.isStdout()) {
      root.addAppender(started(context, layout, "stdout", new ConsoleAppender<>()));
    }
    if (!config.storageLocation().isEmpty()) {
      root.addAppender(started(context, layout, "file", file(config, processName)));
    }
  }

  private static RotatingFileAppender file(LogConfig config, String processName) {
    return new RotatingFileAppender(
        Path.of(config.storageLocation()),
        processName,
        Duration.ofHours(config.rotationTime()),
        config.remainRotationCount(),
        Clock.system(ZoneId.systemDefault()));
  }

  private static Layout<ILoggingEvent> layout(
      LoggerContext context, LogConfig config, String processName) {
    LineLayout layout =
        config.isJson() ? new JsonLineLayout(processName) : new TextLineLayout(processName);
    layout.setContext(context);
    layout.start();
    return layout;
  }

  private static Appender<ILoggingEvent> started(
      LoggerContext context,
      Layout<ILoggingEvent> layout,
      String name,
      OutputStreamAppender<ILoggingEvent> appender) {
    LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
    encoder.setContext(context);
    encoder.setCharset(StandardCharsets.UTF_8);
    encoder.setLayout(layout);
    encoder.start();
    appender.setContext(context);
    appender.setName(name);
    appender.setEncoder(encoder);
    appender.start();
    return appender;
  }

  /// The level a number of `remainLogLevel` stands for. Fatal and panic are errors, and there is
  /// nothing finer than debug: statements sent to databases contain messages and are never logged.
  private static Level level(int number) {
    return switch (number) {
      case 0, 1, 2 -> Level.ERROR;
      case 3 -> Level.WARN;
      case 4 -> Level.INFO;
      default -> Level.DEBUG;
    };
  }
}
