package im.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.LoggerFactory;

/// The levels of loggers, readable and changeable while the process runs. A change lasts until the
/// process ends.
public final class LogLevels {

  private static final List<String> LEVELS =
      List.of("TRACE", "DEBUG", "INFO", "WARN", "ERROR", "OFF", "INHERITED");

  private final LoggerContext context;

  /// The levels of this process.
  public LogLevels() {
    this((LoggerContext) LoggerFactory.getILoggerFactory());
  }

  LogLevels(LoggerContext context) {
    this.context = context;
  }

  /// Every logger that has a level of its own; `ROOT` rules the others.
  public Map<String, String> own() {
    Map<String, String> levels = new TreeMap<>();
    for (Logger logger : context.getLoggerList()) {
      if (logger.getLevel() != null) {
        levels.put(logger.getName(), logger.getLevel().toString());
      }
    }
    return levels;
  }

  /// The level in force for a logger, its own or that of the nearest package above.
  public String effective(String logger) {
    return context.getLogger(logger).getEffectiveLevel().toString();
  }

  /// Sets the level of a logger, such as a package: `TRACE` to `ERROR`, `OFF`, or `INHERITED` for
  /// that of the package above.
  ///
  /// @throws IllegalArgumentException for any other level, or for an inherited one at the root
  public void set(String logger, String level) {
    String name = level.toUpperCase(Locale.ROOT);
    boolean root = Logger.ROOT_LOGGER_NAME.equalsIgnoreCase(logger);
    if (!LEVELS.contains(name) || (root && name.equals("INHERITED"))) {
      throw new IllegalArgumentException(
          "level: %s (expected: one of %s)".formatted(level, String.join(", ", LEVELS)));
    }
    context.getLogger(logger).setLevel(name.equals("INHERITED") ? null : Level.valueOf(name));
  }
}
