package im.common.logging;

import java.text.MessageFormat;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// Brings what libraries log through `java.util.logging`, gRPC above all, into the same lines.
final class JulBridge extends Handler {

  static void install() {
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.INFO);
    root.addHandler(new JulBridge());
  }

  @Override
  public void publish(@Nullable LogRecord record) {
    if (record == null || record.getMessage() == null) {
      return;
    }
    String name = record.getLoggerName() == null ? "jul" : record.getLoggerName();
    org.slf4j.Logger target = LoggerFactory.getLogger(name);
    target
        .atLevel(level(record.getLevel()))
        .setCause(record.getThrown())
        .log("{}", message(record));
  }

  private static String message(LogRecord record) {
    Object[] parameters = record.getParameters();
    if (parameters == null || parameters.length == 0) {
      return record.getMessage();
    }
    try {
      return MessageFormat.format(record.getMessage(), parameters);
    } catch (IllegalArgumentException _) {
      return record.getMessage();
    }
  }

  private static org.slf4j.event.Level level(Level level) {
    if (level.intValue() >= Level.SEVERE.intValue()) {
      return org.slf4j.event.Level.ERROR;
    } else if (level.intValue() >= Level.WARNING.intValue()) {
      return org.slf4j.event.Level.WARN;
    } else if (level.intValue() >= Level.INFO.intValue()) {
      return org.slf4j.event.Level.INFO;
    }
    return org.slf4j.event.Level.DEBUG;
  }

  @Override
  public void flush() {
    // nothing is held back
  }

  @Override
  public void close() {
    // owns nothing
  }
}
