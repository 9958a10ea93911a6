package im.common.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;

/// Lines for people: time, level, process, logger, message and fields with tabs between, then a
/// stack trace if there is one.
final class TextLineLayout extends LineLayout {

  private final String head;

  TextLineLayout(String processName) {
    super(processName);
    this.head = "\t[PID:" + pid() + "]\t" + processName + "\t[" + version() + "]\t";
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(256);
    line.append(time(event)).append('\t').append(event.getLevel()).append(head);
    line.append('[').append(event.getLoggerName()).append("]\t");
    appendOnOneLine(line, message(event));
    line.append("\t{");
    appendFields(line, event, "");
    line.append("}\n");
    if (event.getThrowableProxy() != null) {
      line.append(masked(ThrowableProxyUtil.asString(event.getThrowableProxy())));
    }
    return line.toString();
  }

  /// Line breaks become visible, so that no text from outside can pose as a line of its own.
  private static void appendOnOneLine(StringBuilder line, String message) {
    for (int i = 0; i < message.length(); i++) {
      char sign = message.charAt(i);
      switch (sign) {
        case '\n' -> line.append("\\n");
        case '\r' -> line.append("\\r");
        case '\t' -> line.append(' ');
        default -> line.append(sign);
      }
    }
  }
}
