package im.common.logging;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;

/// Lines for machines, one JSON object each, with the reference's keys (`reference/ops.md` section
/// 5): time, level, logger (the process), caller, msg, PID, version, then fields, error and stack.
final class JsonLineLayout extends LineLayout {

  JsonLineLayout(String processName) {
    super(processName);
  }

  @Override
  public String doLayout(ILoggingEvent event) {
    StringBuilder line = new StringBuilder(384);
    String next = appendField(line, "{", "time", time(event));
    next = appendField(line, next, "level", event.getLevel().toString());
    next = appendField(line, next, "logger", processName());
    next = appendField(line, next, "caller", event.getLoggerName());
    next = appendField(line, next, "msg", message(event));
    line.append(next).append("\"PID\":").append(pid());
    appendField(line, ",", "version", version());
    appendFields(line, event, ",");
    IThrowableProxy thrown = event.getThrowableProxy();
    if (thrown != null) {
      String text = thrown.getMessage();
      appendField(
          line,
          ",",
          "error",
          masked(text == null ? thrown.getClassName() : thrown.getClassName() + ": " + text));
      appendField(line, ",", "stack", masked(ThrowableProxyUtil.asString(thrown)));
    }
    return line.append("}\n").toString();
  }
}
